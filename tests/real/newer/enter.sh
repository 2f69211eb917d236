#!/bin/sh
# Run a command as somebody else than root, in another tree in place of this system: enter.sh ROOT FOLDER COMMAND...
# The parent of FOLDER is there at the same path, and so are processes and terminals. It takes a mount namespace.
set -eu
root=$1 folder=$(dirname "$2")
shift 2
exec unshare --mount sh -euc '
    root=$1 folder=$2
    shift 2
    mount --bind "$root" "$root"
    mount --rbind /dev "$root/dev"
    mount -t proc proc "$root/proc"
    mount --rbind /sys "$root/sys"
    mkdir -p "$root$folder"
    mount --bind "$folder" "$root$folder"
    cd "$root"
    mkdir -p .before
    pivot_root . .before
    umount -l /.before
    exec unshare --user --map-user=1000 --map-group=1000 "$@"
' sh "$root" "$folder" "$@"
