#!/bin/sh
# A system daemon of libvirt that nobody else sees: daemon.sh FOLDER DAEMON, as root.
# It has its own network, processes and mounts, so its bridges are its own, its files are in FOLDER, and all that it
# started ends with it. The socket is FOLDER/libvirt-sock.
set -eu
folder=$1 daemon=$2
mkdir -p "$folder/etc" "$folder/lib" "$folder/cache" "$folder/log" "$folder/run" "$folder/bin"
# of the emulators only one, as libvirt asks each what it can
for tool in qemu-system-x86_64 qemu-img dnsmasq ip ebtables modprobe; do
    ln -s "$(command -v "$tool" || echo /nowhere)" "$folder/bin/$tool"
done
cat >"$folder/libvirtd.conf" <<C
unix_sock_dir = "$folder"
unix_sock_rw_perms = "0700"
auth_unix_ro = "none"
auth_unix_rw = "none"
host_uuid = "$(cat /proc/sys/kernel/random/uuid)"
C
cat >"$folder/etc/qemu.conf" <<C
user = "root"
group = "root"
stdio_handler = "file"
namespaces = []
cgroup_controllers = []
C
# the users that a package of the daemon would make
cp /etc/passwd /etc/group "$folder"
for user in libvirt-qemu libvirt-dnsmasq; do
    grep -q "^$user:" "$folder/passwd" || echo "$user:x:64055:64055::/:/usr/sbin/nologin" >>"$folder/passwd"
    grep -q "^$user:" "$folder/group" || echo "$user:x:64055:" >>"$folder/group"
done
exec unshare --mount --net --uts --pid --fork --kill-child --mount-proc sh -euc '
    folder=$1 daemon=$2
    hostname libvirt-test
    ip link set lo up
    mount --bind "$folder/passwd" /etc/passwd
    mount --bind "$folder/group" /etc/group
    for place in etc:/etc/libvirt lib:/var/lib/libvirt cache:/var/cache/libvirt log:/var/log/libvirt run:/run/libvirt; do
        mkdir -p "${place#*:}"
        mount --bind "$folder/${place%%:*}" "${place#*:}"
    done
    daemon=$(command -v "$daemon")
    PATH=$folder/bin:/usr/sbin:/sbin "$daemon" -f "$folder/libvirtd.conf" -p "$folder/libvirtd.pid" &
    wait $!  # as the first process, it also buries what others leave; libvirtd would not, and wait for the dead
' sh "$folder" "$daemon"
