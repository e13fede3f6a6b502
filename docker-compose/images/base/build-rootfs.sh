#!/bin/sh
# Makes the root file system of plinth/base:trixie with debootstrap and writes it as a tar to standard output.
# Usage: build-rootfs.sh <work directory> > rootfs.tar      (as root; messages go to standard error)
# The Debian mirror is PLINTH_DEBIAN_MIRROR, else the one that this host's apt uses, else deb.debian.org.
set -eu

work=${1:?"usage: build-rootfs.sh <work directory>"}
suite=trixie
root="$work/rootfs"
here=$(cd "$(dirname "$0")" && pwd)

# The first archive of this host's apt, less the security archive: mirrors seldom share one path for both.
host_mirror() {
  for file in /etc/apt/sources.list.d/*.sources /etc/apt/sources.list; do
    [ -r "$file" ] || continue
    sed -n -e 's/^URIs:[[:space:]]*//p' -e 's/^deb[[:space:]]\{1,\}\(\[[^]]*\][[:space:]]*\)\{0,1\}//p' "$file"
  done | tr ' ' '\n' | grep -E '^https?://[^ ]*/debian/?$' | head -n 1
}

mirror=${PLINTH_DEBIAN_MIRROR:-$(host_mirror || true)}
mirror=${mirror:-http://deb.debian.org/debian}
mirror=${mirror%/}
security=${PLINTH_DEBIAN_SECURITY_MIRROR:-$mirror-security}

in_root() {
  chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive LC_ALL=C "$@"
}

echo "debootstrap $suite from $mirror" >&2
rm -rf "$root"
mkdir -p "$root"
debootstrap --variant=minbase --include=ca-certificates "$suite" "$root" "$mirror" >&2

cp "$here"/apt.conf "$root/etc/apt/apt.conf.d/50plinth-slim"
cp "$here"/dpkg.cfg "$root/etc/dpkg/dpkg.cfg.d/plinth-slim"
# Services are started by the container's command, never by a package's install script.
printf '#!/bin/sh\nexit 101\n' > "$root/usr/sbin/policy-rc.d"
chmod 755 "$root/usr/sbin/policy-rc.d"

rm -f "$root/etc/apt/sources.list"
cat > "$root/etc/apt/sources.list.d/debian.sources" <<SOURCES
Types: deb
URIs: $mirror
Suites: $suite $suite-updates
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Types: deb
URIs: $security
Suites: $suite-security
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
SOURCES

in_root apt-get update >&2
in_root apt-get -y dist-upgrade >&2
in_root apt-get -y autoremove --purge >&2

# What a container never reads; dpkg.cfg keeps later packages from bringing it back.
# Licences (copyright files) stay.
find "$root/usr/share/doc" -type f ! -name copyright -delete
find "$root/usr/share/doc" -type d -empty -delete
rm -rf "$root"/usr/share/man/* "$root"/usr/share/info/* "$root"/usr/share/lintian/* "$root"/usr/share/locale/*
rm -rf "$root"/var/lib/apt/lists/* "$root"/var/cache/apt/* "$root"/var/cache/debconf/*-old "$root"/var/log/*.log
rm -rf "$root"/var/log/apt/* "$root"/var/cache/ldconfig/aux-cache "$root"/tmp/* "$root"/var/tmp/*
# The engine writes these into every container; the host's own must not travel.
: > "$root/etc/hostname"
: > "$root/etc/resolv.conf"
: > "$root/etc/machine-id"

tar --numeric-owner --one-file-system --exclude=./dev/* --exclude=./proc/* --exclude=./sys/* -C "$root" -cf - .
