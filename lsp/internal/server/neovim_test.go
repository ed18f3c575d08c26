package server_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// script is what a user of Neovim does. %LEAK% and %FIX% are files; what it sees goes into %LOG%.
const script = `
local log = io.open([[%LOG%]], "w")
local function say(...) log:write(table.concat({...}, " "), "\n"); log:flush() end
local function await(what, f)
  if not vim.wait(300000, f, 20) then say("no " .. what); vim.cmd("qall!") end
end
local ok, err = pcall(function()
  vim.cmd("filetype on")
  vim.cmd("edit " .. vim.fn.fnameescape([[%LEAK%]]))
  await("finding", function() return #vim.diagnostic.get(0) > 0 end)
  local d = vim.diagnostic.get(0)[1]
  say("finding", d.lnum + 1, d.source, d.severity == vim.diagnostic.severity.WARN and "warning" or "?", d.message)
  local place = { line = d.lnum, character = d.col }
  local here = vim.uri_from_bufnr(0)
  local function ask(method, params)
    for _, answer in pairs(vim.lsp.buf_request_sync(0, method, params, 60000) or {}) do return answer.result end
  end
  local function actions(at)
    return ask("textDocument/codeAction", { textDocument = { uri = here }, range = { start = at, ["end"] = at }, context = { diagnostics = {} } })
  end
  vim.api.nvim_win_set_cursor(0, { d.lnum + 1, d.col })
  say("hover", (ask("textDocument/hover", vim.lsp.util.make_position_params(0, "utf-16")).contents.value:gsub("\n.*", "")))
  for _, a in ipairs(actions(place)) do
    if a.command then
      local client = vim.lsp.get_active_clients()[1]
      local command = vim.lsp.commands[a.command.command]
      if command then command(a.command, { client_id = client.id, bufnr = 0 }) else client.request("workspace/executeCommand", a.command, nil, 0) end
      await("counter-example", function() return vim.fn.search("✗") > 0 end)
      say("counter-example", (vim.api.nvim_get_current_line():gsub("%s+", " ")))
      vim.cmd("bdelete!")
    end
  end

  vim.cmd("edit " .. vim.fn.fnameescape([[%FIX%]]))
  await("finding to fix", function() return #vim.diagnostic.get(0) > 0 end)
  here = vim.uri_from_bufnr(0)
  d = vim.diagnostic.get(0)[1]
  for _, a in ipairs(actions({ line = d.lnum, character = d.col })) do
    if a.edit then
      say("fix", a.title)
      vim.lsp.util.apply_workspace_edit(a.edit, "utf-16")
      vim.cmd("write")
    end
  end
  await("end of the finding", function() return #vim.diagnostic.get(0) == 0 end)
  say("fixed")
end)
if not ok then say("error", tostring(err)) end
log:close()
vim.cmd("qall!")
`

// older has what Neovim before 0.8 lacks of what the documentation uses.
const older = `
vim.fs = vim.fs or {
  find = function() return { vim.fn.findfile("go.mod", vim.fn.expand("%:p:h") .. ";") } end,
  dirname = function(name) return vim.fn.fnamemodify(name, ":p:h") end,
}
vim.lsp.start = vim.lsp.start or function(config)
  older_client = older_client or vim.lsp.start_client(config)
  vim.lsp.buf_attach_client(0, older_client)
end
`

// TestNeovim does in Neovim what docs/editors.md says.
func TestNeovim(t *testing.T) {
	nvim, err := exec.LookPath("nvim")
	if err != nil {
		t.Skip("Neovim is not installed")
	}
	docs := read(t, filepath.Join("..", "..", "..", "docs", "editors.md"))
	blocks := regexp.MustCompile("(?s)```lua\n(.*?)```").FindAllStringSubmatch(docs, -1)
	if len(blocks) != 2 {
		t.Fatalf("%d blocks of Lua in docs/editors.md, want 2", len(blocks))
	}
	dir := module(t, "leak/leak.go", leak, "sockopt/sockopt.go", sockopt)
	names := map[string]string{
		"%LEAK%": filepath.Join(dir, "leak", "leak.go"),
		"%FIX%":  filepath.Join(dir, "sockopt", "sockopt.go"),
		"%LOG%":  filepath.Join(t.TempDir(), "log"),
	}
	lua := older + blocks[0][1]
	lua += "if vim.fn.has('nvim-0.9') == 0 then\n" + blocks[1][1] + "end\n" + script
	for name, file := range names {
		lua = strings.ReplaceAll(lua, name, file)
	}
	init := filepath.Join(t.TempDir(), "init.lua")
	write(t, init, lua)

	cmd := exec.Command(nvim, "--headless", "-u", "NONE", "-i", "NONE", "-n", "-c", "luafile "+init)
	cmd.Dir = dir
	home := t.TempDir()
	cmd.Env = append(os.Environ(), "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"), "GOFLAGS=", "GOWORK=",
		"XDG_CONFIG_HOME="+home, "XDG_DATA_HOME="+home, "XDG_STATE_HOME="+home, "XDG_CACHE_HOME="+home)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Errorf("%v: %s", err, out)
	}
	got := read(t, names["%LOG%"])
	for _, want := range []string{
		"finding 10 gopitfalls warning ergebnisse: goroutine blocks forever sending",
		"hover **abandonedsend#returned**: ergebnisse: ",
		"counter-example  ✗",
		"fix Set the option under conn.SyscallConn",
		"fixed",
	} {
		if !strings.Contains("\n"+got, "\n"+want) {
			t.Errorf("no %q in\n%s\n%s", want, got, out)
		}
	}
	cmd = exec.Command(filepath.Join(bin, "gopitfalls"), "./sockopt")
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("what Neovim has written: %v: %s", err, out)
	}
}
