#!/bin/busybox sh
# The first process of the guest: mounts, loads the modules in their order, starts udev, and hands over to the tests.
export PATH=/usr/bin:/bin
/bin/busybox mkdir -p /proc /sys /dev /run /tmp /usr/bin /var/lib
/bin/busybox --install -s /usr/bin
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs dev /dev
mkdir -p /dev/pts /dev/shm
mount -t devpts devpts /dev/pts
mount -t tmpfs -o mode=1777 tmpfs /dev/shm
mount -t tmpfs -o mode=1777 tmpfs /tmp
mount -t tmpfs tmpfs /run
ip link set lo up
hostname shop

while read -r module options; do
  # One dummy_hcd is one USB port: its `num` says how many there are.
  insmod "/modules/$module.ko" $options || echo "cannot load $module"
done < /modules/order
mount -t configfs configfs /sys/kernel/config

/lib/systemd/systemd-udevd --daemon

# The second serial line is the report; what the kernel and stray programs say stays on the first.
stty -F /dev/ttyS1 raw -echo
cd /app
node --test-reporter=./check/test/usb/guest/reporter.js check/test/usb/guest/main.js > /dev/ttyS1 2>&1 < /dev/null
poweroff -f
