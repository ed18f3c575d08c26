# Sourced by run: tries .pre-commit-hooks.yaml, with the configuration that docs/ci.md
# shows, on a repository of two modules that has findings and then has none.
# shellcheck shell=bash

step_precommit() {
	need pre-commit pre-commit
	# Hooks are installed below it. They may share the modules that are here already.
	export PRE_COMMIT_HOME=$tmp/pre-commit GOMODCACHE
	GOMODCACHE=$(go env GOMODCACHE)

	local hooks=$tmp/hooks sample=$tmp/sample
	mkdir "$hooks" "$sample"
	files | tar -c -T - | tar -x -C "$hooks"
	commit "$hooks" "as it is here"

	write_sample
	sed -n '/^# .pre-commit-config.yaml$/,/^```$/p' docs/ci.md |
		sed -e "s|https://github.com/gopitfalls/gopitfalls|$hooks|" -e "s|rev: .*|rev: $(git -C "$hooks" rev-parse HEAD)|" -e '/^```$/d' \
			>"$sample/.pre-commit-config.yaml"
	commit "$sample" "findings in both modules"
	cd "$sample"

	hook gopitfalls --all-files fails bad/bad.go
	hook gopitfalls-changed --all-files fails bad/bad.go sub/bad/bad.go
	touch_file good/good.go
	hook gopitfalls-changed passes
	hook gopitfalls fails bad/bad.go
	touch_file sub/bad/other.go
	hook gopitfalls-changed fails sub/bad/bad.go

	sed -i '/Fd()/d' bad/bad.go sub/bad/bad.go
	commit . "no findings"
	hook gopitfalls --all-files passes
	hook gopitfalls-changed --all-files passes
}

write_sample() {
	local dir
	for dir in "" sub/; do
		mkdir -p "$sample/${dir}bad" "$sample/${dir}good"
		printf 'module example.com/m/%s\n\ngo 1.26\n' "$dir" | sed 's|/$||' >"$sample/${dir}go.mod"
		echo "package good" >"$sample/${dir}good/good.go"
		echo "package bad" >"$sample/${dir}bad/other.go"
		cat >"$sample/${dir}bad/bad.go" <<-'END'
			package bad

			import "net"

			func Use(conn *net.TCPConn) {
				f, err := conn.File()
				if err != nil {
					return
				}
				defer f.Close()
				println(f.Fd())
			}
		END
	done
}

# commit DIR MESSAGE commits all that is in a folder, with the user's settings out
# of the way.
commit() {
	[ -d "$1/.git" ] || git -C "$1" init -q
	git -C "$1" add -A
	git -C "$1" -c user.name=ci -c user.email=ci@localhost -c commit.gpgsign=false commit -q --no-verify -m "$2"
}

# touch_file FILE stages a change to it.
touch_file() {
	echo "// changed" >>"$1"
	git add "$1"
}

# hook ID [--all-files] passes|fails [FILE...] runs a hook and checks what it finds.
hook() {
	local args=(run "$1") out=$tmp/hook.out status=0 want
	shift
	if [ "$1" = --all-files ]; then
		args+=("$1")
		shift
	fi
	pre-commit "${args[@]}" --color=never >"$out" 2>&1 || status=$?
	want=$1
	shift
	if [ "$want" = passes ]; then
		[ "$status" -eq 0 ] && grep -q '\.Passed$' "$out"
	else
		[ "$status" -eq 1 ] && grep -q '^- exit code: 1$' "$out" &&
			diff <(printf '%s\n' "$@") <(sed -n 's/^\([^ \t:]*\):[0-9:]* .*/\1/p' "$out")
	fi || {
		echo "pre-commit ${args[*]}: $want $*: exit status $status"
		cat "$out"
		return 1
	}
	echo "pre-commit ${args[*]}: $want $*"
}
