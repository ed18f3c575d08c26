module example.com/module

go 1.26

godebug netdns=go+1
