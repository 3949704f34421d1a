/* Stands between a program and the files below one folder (ld.so(8), LD_PRELOAD): counts the calls that change them,
   writes each down, and kills the program before one, or lets the disk be full from one on. Variables: FAULT_FOLDER,
   FAULT_LOG (a file), FAULT_KILL and FAULT_FULL (a call, from 1). */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
static long calls;

static int below(const char *path) {
  const char *folder = getenv("FAULT_FOLDER");
  return folder && path && !strncmp(path, folder, strlen(folder));
}

static const char *path_of(int fd, char path[PATH_MAX]) {
  char link[40];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, PATH_MAX - 1);
  path[length > 0 ? length : 0] = 0;
  return path;
}

static long number(const char *name) {
  const char *text = getenv(name);
  return text ? atol(text) : 0;
}

/* Whether the call has to fail for want of room. */
static int met(const char *call, const char *path, int needs_room) {
  if (!below(path)) return 0;
  pthread_mutex_lock(&turn);
  calls++;
  char line[PATH_MAX + 64];
  int log = open(getenv("FAULT_LOG"), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  int length = snprintf(line, sizeof line, "%s %s\n", call, path + strlen(getenv("FAULT_FOLDER")));
  syscall(SYS_write, log, line, (size_t)length);
  syscall(SYS_close, log);
  if (calls == number("FAULT_KILL")) {
    kill(getpid(), SIGKILL);
    for (;;) pause();
  }
  int full = needs_room && number("FAULT_FULL") && calls >= number("FAULT_FULL");
  pthread_mutex_unlock(&turn);
  if (full) errno = ENOSPC;
  return full;
}

int open64(const char *path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  int mode = flags & O_CREAT ? va_arg(rest, int) : 0;
  va_end(rest);
  if (flags & O_CREAT && met("make", path, 1)) return -1;
  return (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}

int mkdir(const char *path, mode_t mode) {
  return met("mkdir", path, 1) ? -1 : (int)syscall(SYS_mkdirat, AT_FDCWD, path, mode);
}

ssize_t write(int fd, const void *bytes, size_t length) {
  char path[PATH_MAX];
  return met("write", path_of(fd, path), 1) ? -1 : syscall(SYS_write, fd, bytes, length);
}

int fsync(int fd) {
  char path[PATH_MAX];
  return met("sync", path_of(fd, path), 1) ? -1 : (int)syscall(SYS_fsync, fd);
}

int rename(const char *from, const char *to) {
  return met("rename", to, 1) ? -1 : (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
}

int unlink(const char *path) {
  return met("remove", path, 0) ? -1 : (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);
}

int chmod(const char *path, mode_t mode) {
  return met("chmod", path, 0) ? -1 : (int)syscall(SYS_fchmodat, AT_FDCWD, path, mode);
}

int futimens(int fd, const struct timespec times[2]) {
  char path[PATH_MAX];
  return met("date", path_of(fd, path), 0) ? -1 : (int)syscall(SYS_utimensat, fd, NULL, times, 0);
}
