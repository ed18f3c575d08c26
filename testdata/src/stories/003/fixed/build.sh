#!/bin/sh
# Builds the server and its library into a folder: build.sh DIR.
set -eu
out=$(cd "$1" && pwd)
cd "$(dirname "$0")"
go build -buildmode=c-shared -o "$out/librate.so" ./rate
gcc -o "$out/sipd" sipd/sipd.c -ldl -Wl,-rpath,"\$ORIGIN"
