/* Makes the Nth write, flush or truncation of the store's files fail with EIO: loaded before libc into the real program. What is to
   fail lies in a file that the test maps, too. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { WRITE = 1, FLUSH = 2, TRUNCATE = 4, NOT_THE_LOG = 8 };

static struct { long kinds, countdown, failures, fired; } *volatile wanted;

__attribute__((constructor)) static void load(void)
{
    const char *path = getenv("FAILING_DISK");
    int file = path == NULL ? -1 : open(path, O_RDWR);
    if (file >= 0) {
        void *map = mmap(NULL, sizeof *wanted, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
        wanted = map == MAP_FAILED ? NULL : map;
        close(file);
    }
}

static int fails(int file, long kind)
{
    long kinds = wanted == NULL ? 0 : __atomic_load_n(&wanted->kinds, __ATOMIC_SEQ_CST);
    if ((kinds & kind) == 0) {
        return 0;
    }

    char link[64], name[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, name, sizeof name - 1);
    name[length < 0 ? 0 : length] = 0;
    const char *end = strstr(name, "breakwater.db");
    int log = end != NULL && strcmp(end, "breakwater.db-wal") == 0;
    if (end == NULL || (!log && strcmp(end, "breakwater.db") != 0) || (log && (kinds & NOT_THE_LOG))) {
        return 0;
    }

    long left = __atomic_sub_fetch(&wanted->countdown, 1, __ATOMIC_SEQ_CST);
    if (left > 0 || left <= -wanted->failures) {
        return 0;
    }

    __atomic_add_fetch(&wanted->fired, 1, __ATOMIC_SEQ_CST);
    errno = EIO;
    return 1;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t at) { return fails(file, WRITE) ? -1 : REAL(pwrite64)(file, bytes, count, at); }
int fsync(int file) { return fails(file, FLUSH) ? -1 : REAL(fsync)(file); }
int fdatasync(int file) { return fails(file, FLUSH) ? -1 : REAL(fdatasync)(file); }
int ftruncate64(int file, off64_t length) { return fails(file, TRUNCATE) ? -1 : REAL(ftruncate64)(file, length); }
