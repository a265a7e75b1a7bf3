#!/bin/sh
# After the deb's files are in place, at the first installation and at every update.
# $1: "configure"; $2: the version before, empty at the first installation.
set -e

PROGRAM=/opt/CashierQ
PROFILE=/etc/apparmor.d/cashierq

ln -sf "$PROGRAM/cashierq" /usr/bin/cashierq

# Chromium's sandbox: by user namespaces where the kernel has them for everybody (or by the profile below), else by its
# setuid helper. The kernel of the machine that builds an image says nothing about the one that runs it, so the helper
# is always made able; Chromium takes it only where it must.
chown root:root "$PROGRAM/chrome-sandbox"
chmod 4755 "$PROGRAM/chrome-sandbox"

# Older AppArmor does not know the rule "userns" and does not need it.
if command -v apparmor_parser >/dev/null 2>&1 &&
  apparmor_parser --skip-kernel-load --skip-cache "$PROGRAM/resources/apparmor-profile" >/dev/null 2>&1; then
  cp -f "$PROGRAM/resources/apparmor-profile" "$PROFILE"
  # While an image is being built there is no kernel to load it into.
  if [ -d /sys/kernel/security/apparmor ]; then
    apparmor_parser --replace --write-cache "$PROFILE" || echo "cashierq: the AppArmor profile is loaded at the next start" >&2
  fi
fi

# Button boxes that are plugged in already.
if [ -S /run/udev/control ]; then
  udevadm control --reload || true
  udevadm trigger --subsystem-match=tty --subsystem-match=hidraw --action=change || true
fi

# At the next login the screen starts by itself, once the set-up page has written its settings. An administrator who
# disables this is obeyed: updates do not enable it again.
if [ -z "$2" ] && command -v systemctl >/dev/null 2>&1; then
  systemctl --global enable cashierq-kiosk.service || echo "cashierq: the screen will not start by itself" >&2
fi

if command -v update-desktop-database >/dev/null 2>&1; then
  update-desktop-database -q /usr/share/applications || true
fi
