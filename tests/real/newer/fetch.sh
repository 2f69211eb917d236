#!/bin/sh
# A Debian tree with a newer libvirt and QEMU, for the tests of tests/real: fetch.sh ROOT SUITE
# SUITE is trixie (libvirt 11.3.0) or sid (the newest). It takes root, mmdebstrap, 400 MB and half a minute; the mirror
# is the one of apt.
set -eu
root=$1 suite=$2
[ -x "$root/usr/sbin/libvirtd" ] && exit 0
command -v mmdebstrap >/dev/null 2>&1 || { echo "tests/real: there is no mmdebstrap (apt install mmdebstrap)" >&2; exit 1; }
packages=libvirt-daemon,libvirt-daemon-driver-qemu,libvirt-clients,qemu-system-x86,qemu-utils,ovmf,swtpm,swtpm-tools
packages=$packages,qemu-system-modules-spice,qemu-system-modules-opengl,util-linux,mount,dnsmasq-base,iproute2,iptables
for driver in network storage secret nwfilter nodedev interface; do
    packages=$packages,libvirt-daemon-driver-$driver
done
# since libvirt 11.7 the schemas are a package of their own
[ "$suite" = trixie ] || packages=$packages,libvirt-common
mirror=$(sed -n 's/^URIs: *//p' /etc/apt/sources.list.d/*.sources 2>/dev/null | head -1)
mkdir -p "$(dirname "$root")"
# a mirror may serve a release file of sid past its date
mmdebstrap --quiet --mode=root --variant=apt --include="$packages" \
    --aptopt='Acquire::Check-Valid-Until "false"' --aptopt='Acquire::Check-Date "false"' \
    --customize-hook='echo tester:x:1000:1000::/tmp:/bin/sh >>"$1/etc/passwd"' \
    --customize-hook='echo tester:x:1000: >>"$1/etc/group"' \
    "$suite" "$root" "${mirror:-http://deb.debian.org/debian}"
