#!/bin/sh
# What tests/real needs on Debian and Ubuntu: libvirt, QEMU for x86_64, UEFI, dnsmasq and filters for networks, and what
# libvirt-python is built with. It installs only if asked to by INSTALL_SYSTEM_PACKAGES=1, and nothing without root or
# apt; it never fails, as these tests say themselves why they are skipped.
set -u
for wanted in virsh libvirtd qemu-system-x86_64 qemu-img unshare dnsmasq ip iptables ebtables; do
    PATH="$PATH:/usr/sbin" command -v "$wanted" >/dev/null 2>&1 || missing=1
done
[ -e /usr/share/qemu/firmware/60-edk2-x86_64.json ] || missing=1
pkg-config --exists libvirt 2>/dev/null || missing=1  # libvirt-python is built against it
[ -n "${missing:-}" ] || exit 0
if [ "${INSTALL_SYSTEM_PACKAGES:-}" != 1 ]; then
    echo "tests/real: there is no libvirt with QEMU here; INSTALL_SYSTEM_PACKAGES=1 installs them" >&2
    exit 0
fi
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
    echo "tests/real: no libvirt here, and no right to install it" >&2
    exit 0
fi
export DEBIAN_FRONTEND=noninteractive
packages="libvirt-daemon libvirt-daemon-driver-qemu libvirt-clients qemu-system-x86 qemu-utils ovmf swtpm util-linux"
packages="$packages dnsmasq-base iproute2 iptables ebtables libvirt-dev pkg-config gcc libc6-dev"
apt() { apt-get -q -q -o DPkg::Lock::Timeout=120 -o Acquire::Retries=2 "$@" </dev/null >/dev/null 2>&1; }
install() { apt install --yes --no-install-recommends $packages; }
install || { apt update; install; } || echo "tests/real: libvirt could not be installed" >&2
exit 0
