#!/bin/busybox sh
# The first process of the virtual machine, then its root: two disks made of this machine's files, under a layer of memory.
# In the kernel's command line: run.user=1 for an ordinary user with a control group handed down to it.
bb=/bin/busybox
if [ -z "$INSIDE" ]; then
  $bb mkdir -p /proc /sys /dev /programs /checkout /memory /root
  $bb mount -t proc proc /proc
  $bb mount -t sysfs sys /sys
  $bb mount -t devtmpfs dev /dev
  for module in $($bb cat /modules); do $bb insmod "/$module" || exit 1; done
  $bb mount -t squashfs -o ro /dev/vda /programs
  $bb mount -t squashfs -o ro /dev/vdb /checkout
  $bb mount -t tmpfs memory /memory
  $bb mkdir /memory/upper /memory/work
  $bb mount -t overlay -o lowerdir=/checkout:/programs,upperdir=/memory/upper,workdir=/memory/work root /root
  for each in proc sys dev; do $bb mkdir -p /root/$each && $bb mount -o move /$each /root/$each; done
  $bb cp $bb /root/bin/busybox
  $bb cp /init /root/init && $bb cp /command /root/command
  INSIDE=1 exec $bb switch_root /root /bin/sh /init
fi

export PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root TERM=dumb
mkdir -p /dev/pts /dev/shm /tmp /run /root
mount -t devpts devpts /dev/pts
mount -t tmpfs tmpfs /dev/shm
mount -t tmpfs -o mode=1777 tmpfs /tmp
mount -t tmpfs tmpfs /run
mount -t cgroup2 -o nsdelegate cgroup2 /sys/fs/cgroup
ln -sf /proc/self/fd /dev/fd
ip link set lo up
hostname vm

cd /sys/fs/cgroup || exit 1
if grep -q run.user=1 /proc/cmdline; then
  # What Delegate=yes in a unit of systemd's would give it.
  useradd --create-home --home-dir /run/playground playground
  echo "+cpu +memory +pids" > cgroup.subtree_control
  mkdir service
  chown playground service service/cgroup.procs service/cgroup.threads service/cgroup.subtree_control
  as='echo $$ > /sys/fs/cgroup/service/cgroup.procs
    exec setpriv --reuid=playground --regid=playground --init-groups env HOME=/run/playground sh /command'
else
  as='exec sh /command'
fi
# In a session of its own with a terminal, as somebody who logs in has one.
cd /
setsid -c sh -c "$as" < /dev/ttyS0 > /dev/ttyS0 2>&1
echo "the command ended with $?" > /dev/ttyS0
sync
/bin/busybox poweroff -f
