#!/bin/sh
# Installs a package on a clean Debian, finds it in the menu, uses it, and removes it; what is left may only be the data
# folder. `cargo xtask bundle --try` calls it.
#
# usage: try.sh PACKAGE.deb DRIVER PERSON FOLDER     as root; FOLDER holds the clean system and what was seen of it
set -eu
package=$1 driver=$2 person=$3 folder=$4
release=${RELEASE:-bookworm} mirror=${MIRROR:-http://deb.debian.org/debian}
# What a desktop has, and what looks at it: nothing of it is asked for by the package itself.
desktop="dbus xvfb gnome-keyring webkit2gtk-driver libgtk-3-bin libglib2.0-bin shared-mime-info fonts-dejavu-core"
lookers="desktop-file-utils appstream lintian"
root=$folder/root
export LC_ALL=C DEBIAN_FRONTEND=noninteractive

say() { printf '\n== %s\n' "$*"; }
fail() { printf 'The trial fails: %s\n' "$*" >&2; exit 1; }
inside() { chroot "$root" "$@" </dev/null; }
# As the person at the desktop, with nothing of this machine in the environment.
person() { chroot --userspec=technician:technician "$root" env -i HOME=/home/technician USER=technician LANG=C.UTF-8 \
  PATH=/usr/local/bin:/usr/bin:/bin "$@" </dev/null; }
# Every file that is not a log, a cache of packages, or the list of what is installed.
files() { (cd "$root" && find . -xdev \( -path ./proc -o -path ./sys -o -path ./dev -o -path ./run -o -path ./tmp \
  -o -path ./trial -o -path ./var/cache/apt -o -path ./var/lib/apt -o -path ./var/lib/dpkg -o -path ./var/log \) -prune \
  -o -print | LC_ALL=C sort); }
# Nothing of this machine but the cache of packages is ever mounted there: its devices are those that debootstrap made.
away() { for place in proc var/cache/apt/archives; do umount --lazy "$root/$place" 2>/dev/null || true; done; }

say "A clean $release"
mkdir -p "$folder"
[ -e "$folder/base/.whole" ] || { rm -rf "$folder/base"; debootstrap --variant=minbase "$release" "$folder/base" "$mirror"; touch "$folder/base/.whole"; }
trap away EXIT
away
rm -rf --one-file-system "$root"
cp -a "$folder/base" "$root"
rm "$root/.whole"
mount -t proc proc "$root/proc"
# What was fetched once is kept for the next trial.
mkdir -p "$folder/archives/partial"
mount --bind "$folder/archives" "$root/var/cache/apt/archives"
printf 'deb %s %s main\ndeb %s-security %s-security main\n' "$mirror" "$release" "$mirror" "$release" > "$root/etc/apt/sources.list"
# Packages of services may not start them here.
printf '#!/bin/sh\nexit 101\n' > "$root/usr/sbin/policy-rc.d"
chmod 755 "$root/usr/sbin/policy-rc.d"
mkdir -p "$root/trial"
cp "$package" "$root/trial/tenantry.deb"
inside apt-get -q update

say "Without a person and without a desktop: the package brings what its programs need"
inside apt-get -q install -y --no-install-recommends /trial/tenantry.deb > "$folder/install.log" 2>&1 || { tail -20 "$folder/install.log"; fail "apt does not install it"; }
for name in tenantry tenantryctl; do
  inside ldd "/usr/bin/$name" | grep 'not found' && fail "$name lacks a library"
done
inside tenantryctl --version
inside apt-get -q purge --autoremove -y tenantry >> "$folder/install.log" 2>&1

say "A desktop"
# shellcheck disable=SC2086
inside apt-get -q install -y --no-install-recommends $desktop $lookers > "$folder/desktop.log" 2>&1 || { tail -20 "$folder/desktop.log"; fail "the desktop cannot be installed"; }
inside useradd --create-home technician
cp "$driver" "$root/trial/installed"
cp "$person" "$root/trial/person"
inside chown technician: /trial
files > "$folder/before"

say "Installed as docs/INSTALL.md says"
inside apt-get install -y /trial/tenantry.deb > "$folder/install.log" 2>&1 || fail "apt does not install it"
inside dpkg -L tenantry | while read -r path; do [ -d "$root$path" ] || echo "$path"; done
inside desktop-file-validate /usr/share/applications/Tenantry.desktop
inside appstreamcli validate --no-net /usr/share/metainfo/app.tenantry.desktop.metainfo.xml
# Told, not obeyed: it speaks of packages that are part of Debian, with manual pages and a changelog of Debian's form.
inside lintian --allow-root --fail-on none /trial/tenantry.deb > "$folder/lintian.log" 2>&1 || true
cat "$folder/lintian.log"

say "Started from its menu entry, closed into the tray, opened by a link"
person TENANTRY_PROGRAMS=/usr/bin /trial/installed /trial/seen

say "Removed"
inside apt-get purge --autoremove -y tenantry >> "$folder/install.log" 2>&1 || fail "apt does not remove it"
files > "$folder/after"
left=$(LC_ALL=C comm -13 "$folder/before" "$folder/after")
gone=$(LC_ALL=C comm -23 "$folder/before" "$folder/after")
printf '%s\n' "$left"
[ -z "$gone" ] || fail "files of the system are gone: $gone"
# The graphics driver keeps its compiled shaders for every program of that person.
other=$(printf '%s\n' "$left" \
  | grep -v -e '^\./home/technician/\.local/share/tenantry' -e '^\./home/technician/\.cache/mesa_shader_cache' \
  | grep -vx -e './home/technician/\.local' -e './home/technician/\.local/share' -e './home/technician/\.cache' || true)
[ -z "$other" ] || fail "it leaves more than its data folder: $other"
cp "$root"/trial/seen/*.png "$folder/"
say "Nothing is left but the data folder; pictures are in $folder."
