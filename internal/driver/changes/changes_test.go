package changes

import (
	"reflect"
	"testing"
)

func TestParse(t *testing.T) {
	got, err := parse([]byte(`diff --git a/a.go b/a.go
index 1..2 100644
--- a/a.go
+++ b/a.go
@@ -1 +1,2 @@ package a
-one
+two
+++ b/not-a-header.go
@@ -5,2 +6,0 @@ func F() {
--- a/nor-this.go
-gone
@@ -9,0 +9 @@
+nine
\ No newline at end of file
diff --git "a/t\tb\303\251.go" "b/t\tb\303\251.go"
--- /dev/null
+++ "b/t\tb\303\251.go"
@@ -0,0 +1,3 @@
+1
+2
+3
diff --git a/with space.go b/with space.go
--- a/with space.go	
+++ b/with space.go	
@@ -3 +3 @@
-x
+y
`))
	want := map[string][]lines{
		"a.go":          {{1, 3}, {6, 6}, {9, 10}},
		"t\tbé.go":      {{1, 4}},
		"with space.go": {{3, 4}},
	}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%v, %v; want %v", got, err, want)
	}
	for _, diff := range []string{"@@ \n", "@@ -1 +x @@\n", "@@ -x +1 @@\n"} {
		if _, err := parse([]byte(diff)); err == nil {
			t.Errorf("no error for %q", diff)
		}
	}
}
