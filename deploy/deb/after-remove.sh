#!/bin/sh
# After the deb's files are gone, or have been replaced by newer ones: $1 is "remove", "purge", "upgrade" ...
set -e

case "$1" in remove | purge) ;; *) exit 0 ;; esac

if [ -L /usr/bin/cashierq ] && [ ! -e /usr/bin/cashierq ]; then
  rm -f /usr/bin/cashierq
fi

PROFILE=/etc/apparmor.d/cashierq
if [ -f "$PROFILE" ]; then
  if [ -d /sys/kernel/security/apparmor ] && command -v apparmor_parser >/dev/null 2>&1; then
    apparmor_parser --remove "$PROFILE" || true
  fi
  rm -f "$PROFILE"
fi

# Whether the screen starts at login is the administrator's setting: it outlives the package until that is purged.
# systemctl refuses to disable a unit whose file has gone; its link is all that is left of it.
if [ "$1" = purge ]; then
  rm -f /etc/systemd/user/*.wants/cashierq-kiosk.service
fi

if [ -S /run/udev/control ]; then
  udevadm control --reload || true
fi
if command -v update-desktop-database >/dev/null 2>&1; then
  update-desktop-database -q /usr/share/applications || true
fi
