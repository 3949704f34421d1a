/* Stands between a program and its files below one folder (ld.so(8), LD_PRELOAD): writes every call down with
   the bytes by which a file grows, and ends
   the program, cuts the power or runs out of room at a chosen one. Variables: DISK_FOLDER, DISK_LOG (a file),
   DISK_KILL and DISK_CUT (before which sync, from 1), DISK_ROOM (bytes by which files may still grow).

   A power cut takes back every byte that no sync had put on the disk; making, removing and renaming files stays. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

/* Bytes, or a size, as they were before a call that is not on the disk yet. */
struct unsynced {
  struct unsynced *before;
  dev_t dev;
  ino_t ino;
  off_t size, at;
  size_t length;
  char path[PATH_MAX];
  char bytes[];
};

static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
static struct unsynced *newest;
static long syncs;
static long long grown;

static long long number(const char *name, long long otherwise) {
  const char *text = getenv(name);
  return text ? atoll(text) : otherwise;
}

/* Whether the file lies below the folder; its path and how it stands. */
static int watched(int fd, char path[PATH_MAX], struct stat *now) {
  const char *folder = getenv("DISK_FOLDER");
  char link[40];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, PATH_MAX - 1);
  if (!folder || length <= 0) return 0;
  path[length] = 0;
  size_t whole = strlen(folder);
  return !strncmp(path, folder, whole) && path[whole] == '/' && !fstat(fd, now) && S_ISREG(now->st_mode);
}

static void note(const char *call, long long bytes, const char *path) {
  static int fd = -1;
  char line[PATH_MAX + 64];
  if (fd < 0) fd = open(getenv("DISK_LOG"), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  int length = snprintf(line, sizeof line, "%s %lld %s\n", call, bytes, path);
  syscall(SYS_write, fd, line, (size_t)length);
}

static void end(void) {
  kill(getpid(), SIGKILL);
  for (;;) pause();
}

static void keep(int fd, const char *path, const struct stat *now, off_t at, size_t length) {
  if (number("DISK_CUT", 0) == 0) return;
  struct unsynced *one = malloc(sizeof *one + length);
  if (!one) abort();
  ssize_t there = length ? pread(fd, one->bytes, length, at) : 0;
  *one = (struct unsynced){ newest, now->st_dev, now->st_ino, now->st_size, at, there > 0 ? (size_t)there : 0, "" };
  strcpy(one->path, path);
  newest = one;
}

/* Without power nobody goes on. */
static void wait_for_the_end(int signal) {
  (void)signal;
  for (;;) pause();
}

static void cut(void) {
  /* Another thread may be looking into the map of a log that becomes shorter here: it must not end the program in
     the middle of this. */
  signal(SIGBUS, wait_for_the_end);
  signal(SIGSEGV, wait_for_the_end);
  for (struct unsynced *one = newest; one; one = one->before) {
    struct stat now;
    int fd = open(one->path, O_RDWR | O_CLOEXEC);
    if (fd < 0) continue;
    if (!fstat(fd, &now) && now.st_dev == one->dev && now.st_ino == one->ino) {
      syscall(SYS_pwrite64, fd, one->bytes, one->length, one->at);
      syscall(SYS_ftruncate, fd, one->size);
    }
    close(fd);
  }
  end();
}

static int sync_one(int fd, long call) {
  char path[PATH_MAX];
  struct stat now;
  if (!watched(fd, path, &now)) return (int)syscall(call, fd);
  pthread_mutex_lock(&turn);
  note("sync", 0, path);
  syncs++;
  if (syncs == number("DISK_KILL", 0)) end();
  if (syncs == number("DISK_CUT", 0)) cut();
  int answer = (int)syscall(call, fd);
  for (struct unsynced **at = &newest; *at;) {
    struct unsynced *one = *at;
    if (one->dev == now.st_dev && one->ino == now.st_ino) {
      *at = one->before;
      free(one);
    } else {
      at = &one->before;
    }
  }
  pthread_mutex_unlock(&turn);
  return answer;
}

int fsync(int fd) { return sync_one(fd, SYS_fsync); }
int fdatasync(int fd) { return sync_one(fd, SYS_fdatasync); }

/* At `at`, or where the file stands when that is negative. */
static ssize_t write_one(int fd, const void *bytes, size_t length, off_t at) {
  char path[PATH_MAX];
  struct stat now;
  ssize_t answer;
  if (!watched(fd, path, &now))
    return at < 0 ? syscall(SYS_write, fd, bytes, length) : syscall(SYS_pwrite64, fd, bytes, length, at);
  pthread_mutex_lock(&turn);
  off_t from = at < 0 ? (fcntl(fd, F_GETFL) & O_APPEND ? now.st_size : lseek(fd, 0, SEEK_CUR)) : at;
  long long more = (long long)from + (long long)length - (long long)now.st_size;
  if (more > 0 && grown + more > number("DISK_ROOM", LLONG_MAX / 2)) {
    note("full", more, path);
    errno = ENOSPC;
    answer = -1;
  } else {
    if (more > 0) grown += more;
    keep(fd, path, &now, from, length);
    note("write", more > 0 ? more : 0, path);
    answer = at < 0 ? syscall(SYS_write, fd, bytes, length) : syscall(SYS_pwrite64, fd, bytes, length, at);
  }
  pthread_mutex_unlock(&turn);
  return answer;
}

ssize_t write(int fd, const void *bytes, size_t length) { return write_one(fd, bytes, length, -1); }
ssize_t pwrite(int fd, const void *bytes, size_t length, off_t at) { return write_one(fd, bytes, length, at); }
ssize_t pwrite64(int fd, const void *bytes, size_t length, off_t at) { return write_one(fd, bytes, length, at); }

/* A short count is a legal answer, and the caller goes on with the rest. */
ssize_t writev(int fd, const struct iovec *parts, int count) {
  char path[PATH_MAX];
  struct stat now;
  if (!watched(fd, path, &now)) return syscall(SYS_writev, fd, parts, count);
  while (count > 1 && parts->iov_len == 0) parts++, count--;
  return write_one(fd, parts->iov_base, parts->iov_len, -1);
}

static int truncate_one(int fd, off_t size) {
  char path[PATH_MAX];
  struct stat now;
  if (!watched(fd, path, &now)) return (int)syscall(SYS_ftruncate, fd, size);
  pthread_mutex_lock(&turn);
  keep(fd, path, &now, size < now.st_size ? size : now.st_size, size < now.st_size ? now.st_size - size : 0);
  note("truncate", 0, path);
  int answer = (int)syscall(SYS_ftruncate, fd, size);
  pthread_mutex_unlock(&turn);
  return answer;
}

int ftruncate(int fd, off_t size) { return truncate_one(fd, size); }
int ftruncate64(int fd, off_t size) { return truncate_one(fd, size); }

/* File systems differ in whether they have it; everybody copes with one that has not. */
int posix_fallocate(int fd, off_t at, off_t length) { (void)fd, (void)at, (void)length; return EOPNOTSUPP; }
int fallocate(int fd, int mode, off_t at, off_t length) {
  (void)fd, (void)mode, (void)at, (void)length;
  errno = EOPNOTSUPP;
  return -1;
}
