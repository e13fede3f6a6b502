#!/bin/sh
# Makes the root file system of plinth/base:trixie with debootstrap and writes it to <work directory>/rootfs.tar.
# Usage: build-rootfs.sh <work directory>      (as root)
# The Debian mirror is PLINTH_DEBIAN_MIRROR, else the one that this host's apt uses, else deb.debian.org; the mirror of
# the security archive is PLINTH_DEBIAN_SECURITY_MIRROR, else the same with "-security" added.
set -eu

work=${1:?"usage: build-rootfs.sh <work directory>"}

# debootstrap mounts file systems. In a mount namespace of our own they vanish with us, however we end.
if [ "${PLINTH_OWN_MOUNTS:-}" != yes ] && unshare --mount true 2> /dev/null; then
  PLINTH_OWN_MOUNTS=yes exec unshare --mount --propagation private sh "$0" "$@"
fi

suite=trixie
root="$work/rootfs"
here=$(cd "$(dirname "$0")" && pwd)

# The first archive that this host's apt uses, the security archive left out.
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

# An older debootstrap lacks a script of this name; every Debian since 2002 is installed by the script of "sid".
scripts=/usr/share/debootstrap/scripts
script=$scripts/$suite
[ -e "$script" ] || script=$scripts/sid

echo "debootstrap $suite from $mirror"
rm -rf "$root"
mkdir -p "$root"
debootstrap --variant=minbase --include=ca-certificates "$suite" "$root" "$mirror" "$script"

cp "$here/apt.conf" "$root/etc/apt/apt.conf.d/50plinth-slim"
cp "$here/dpkg.cfg" "$root/etc/dpkg/dpkg.cfg.d/plinth-slim"
echo "debconf debconf/frontend select Noninteractive" | in_root debconf-set-selections
# Services are started by the container's command, never by a package's install script.
printf '#!/bin/sh\nexit 101\n' > "$root/usr/sbin/policy-rc.d"
chmod 755 "$root/usr/sbin/policy-rc.d"

rm -f "$root/etc/apt/sources.list"
cat > "$root/etc/apt/sources.list.d/debian.sources" << SOURCES
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

in_root apt-get update
in_root apt-get -y dist-upgrade
in_root apt-get -y autoremove --purge

# What a container never reads; dpkg.cfg keeps later packages from bringing it back. Licences stay.
find "$root/usr/share/doc" -type f ! -name copyright -delete
find "$root/usr/share/doc" -type d -empty -delete
for folder in usr/share/man usr/share/info usr/share/lintian usr/share/locale \
  var/lib/apt/lists var/cache/apt var/log/apt var/cache/ldconfig var/tmp tmp; do
  [ ! -d "$root/$folder" ] || find "$root/$folder" -mindepth 1 -delete
done
rm -f "$root"/var/cache/debconf/*-old "$root"/var/log/*.log
# The engine writes these into every container; those of the host must not travel.
for file in etc/hostname etc/resolv.conf etc/machine-id; do
  : > "$root/$file"
done

tar --numeric-owner --one-file-system --exclude='./dev/*' --exclude='./proc/*' --exclude='./sys/*' \
  -C "$root" -cf "$work/rootfs.tar" .
