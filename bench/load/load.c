/*
 * The load client: all devices of one server, read by one thread.
 *
 *   load PORT socket|stream TALLY
 *
 * TALLY is a file as long as a struct tally. Commands come by standard input, one a line; each is answered with "ok"
 * once it is done, "open" once it is begun:
 *
 *   open SOCKETS FILE   connects; each line of FILE has a user, the number of the event that must come first, and a path
 *   leave               disconnects all of them, as clients that are cut off
 *   time                forgets the latencies, and records them from now on
 *   stop                records them no longer
 *   nap MICROS          sleeps that long after each turn, so that a turn has many sockets; 0: not at all
 *
 * It ends with its standard input. What goes wrong is told on standard error.
 */
#define _GNU_SOURCE
#include "device.h"
#include "tally.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define HANDSHAKES 128 /* at the same time */
#define TURN 4096      /* the most sockets in one turn */
#define BUFFER (4u << 20)
#define PORTS 20000    /* connections from one address of the loopback network, which has about 28 000 ports */

struct user {
    uint64_t user;
    uint64_t next;
    char *path;
};

struct tally *tally;
bool timing;

static const char UPGRADE[] = "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                              "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
static const char STREAM[] = "Accept: text/event-stream\r\n";

static struct sockaddr_in server;
static bool by_stream;
static int poll_fd;
static char buffer[BUFFER];
static struct user *users;
static size_t user_count;
static struct device *devices;
static size_t wanted;
static size_t opened;
static uint64_t welcomes_before;
static long nap_micros;

_Noreturn void fail(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    exit(1);
}

static void *allocate(size_t number, size_t size) {
    void *memory = calloc(number + 1, size);
    if (memory == NULL) {
        fail("No memory");
    }
    return memory;
}

/* The wall clock in microseconds, the same for all processes of a run. */
static uint64_t micros(void) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

static void watch(int fd, uint32_t events, void *data, int operation) {
    struct epoll_event event = {.events = events, .data.ptr = data};
    if (epoll_ctl(poll_fd, operation, fd, &event) != 0) {
        fail("epoll_ctl: %s", strerror(errno));
    }
}

static void disconnect(struct device *device, bool at_once) {
    if (device->fd >= 0) {
        struct linger reset = {.l_onoff = 1, .l_linger = 0};
        if (at_once) {
            setsockopt(device->fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
        }
        close(device->fd);
    }
    device->fd = -1;
    free(device->rest);
    device->rest = NULL;
    device->length = 0;
}

static void lost(struct device *device) {
    if (!device->welcomed) {
        fail("The server ended a connection of user %lu before its welcome", (unsigned long)device->user);
    }
    count(&tally->closes, 1);
    disconnect(device, false);
}

static void connect_next(void) {
    struct device *device = &devices[opened];
    struct user *user = &users[opened % user_count];
    int yes = 1;
    struct sockaddr_in from = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK + (uint32_t)(opened / PORTS))};
    device->user = user->user;
    device->next = user->next;
    device->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (device->fd < 0
        || setsockopt(device->fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes) != 0
        || setsockopt(device->fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &yes, sizeof yes) != 0
        || bind(device->fd, (struct sockaddr *)&from, sizeof from) != 0
        || (connect(device->fd, (struct sockaddr *)&server, sizeof server) != 0 && errno != EINPROGRESS)) {
        fail("No connection for user %lu: %s", (unsigned long)user->user, strerror(errno));
    }
    watch(device->fd, EPOLLOUT, device, EPOLL_CTL_ADD);
    opened++;
}

/* Connects as many devices as may be connecting at the same time. */
static void connect_more(void) {
    while (opened < wanted && opened - (tally->welcomes - welcomes_before) < HANDSHAKES) {
        connect_next();
    }
}

static void ask(struct device *device) {
    const char *path = users[(size_t)(device - devices) % user_count].path;
    int length = snprintf(buffer, BUFFER, "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n%s\r\n", path, ntohs(server.sin_port),
                          by_stream ? STREAM : UPGRADE);
    if (send(device->fd, buffer, (size_t)length, MSG_NOSIGNAL) != length) {
        fail("No request for user %lu: %s", (unsigned long)device->user, strerror(errno));
    }
    device->asked = true;
    /* Edge-triggered: a socket that was read empty is not reported again before more bytes come. */
    watch(device->fd, EPOLLIN | EPOLLRDHUP | EPOLLET, device, EPOLL_CTL_MOD);
}

/* Returns where the body begins, AT if the head is not complete. */
static char *read_head(struct device *device, char *at, char *end) {
    char *head = memmem(at, (size_t)(end - at), "\r\n\r\n", 4);
    if (head == NULL) {
        return at;
    }
    if (head - at < 12 || at[9] != (by_stream ? '2' : '1')) {
        fail("The server answered: %.*s", (int)(head - at), at);
    }
    device->begun = true;
    return head + 4;
}

static void keep(struct device *device, const char *rest, size_t length) {
    if (length == 0) {
        free(device->rest);
        device->rest = NULL;
    } else {
        char *room = realloc(device->rest, length);
        if (room == NULL) {
            fail("No memory");
        }
        memcpy(room, rest, length);
        device->rest = room;
    }
    device->length = length;
}

/* Processes the bytes behind the rest of earlier reads. */
static void take(struct device *device, size_t length) {
    char *at = buffer;
    char *end = buffer + device->length + length;
    bool ended = false;
    count(&tally->reads, 1);
    if (!device->begun) {
        at = read_head(device, at, end);
    }
    if (device->begun) {
        at = (by_stream ? read_stream : read_frames)(device, at, end, micros(), &ended);
    }
    if (ended) {
        lost(device);
    } else if (end - at > 0 || device->length > 0) {
        keep(device, at, (size_t)(end - at));
    }
}

/* Reads until the socket is empty, which a read that does not fill the buffer tells, and at its end until nothing is left. */
static void read_all(struct device *device, bool ending) {
    bool more = true;
    while (more && device->fd >= 0) {
        size_t room = BUFFER - device->length;
        if (room == 0) {
            fail("A message has no end");
        }
        ssize_t length = recv(device->fd, buffer + device->length, room, 0);
        if (length > 0) {
            if (device->length > 0) {
                memcpy(buffer, device->rest, device->length);
            }
            take(device, (size_t)length);
            more = ending || (size_t)length == room;
        } else if (length < 0 && (errno == EAGAIN || errno == EINTR)) {
            more = errno == EINTR;
        } else {
            lost(device);
        }
    }
}

static void ready(struct device *device, uint32_t events) {
    if (device->fd < 0) {
        return;
    }
    if (device->asked) {
        read_all(device, (events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0);
    } else if ((events & (EPOLLHUP | EPOLLERR)) != 0) {
        fail("No connection for user %lu", (unsigned long)device->user);
    } else {
        ask(device);
    }
}

static void leave(void) {
    for (size_t i = 0; i < opened; i++) {
        disconnect(&devices[i], true);
    }
    for (size_t i = 0; i < user_count; i++) {
        free(users[i].path);
    }
    free(users);
    free(devices);
    users = NULL;
    devices = NULL;
    user_count = wanted = opened = 0;
}

static void read_users(const char *name) {
    FILE *file = fopen(name, "r");
    char *line = NULL;
    size_t size = 0;
    ssize_t length;
    if (file == NULL) {
        fail("%s: %s", name, strerror(errno));
    }
    while ((length = getline(&line, &size, file)) > 0) {
        char *rest;
        line[strcspn(line, "\n")] = '\0';
        users = realloc(users, (user_count + 1) * sizeof *users);
        if (users == NULL) {
            fail("No memory");
        }
        users[user_count].user = strtoul(line, &rest, 10);
        users[user_count].next = strtoul(rest, &rest, 10);
        users[user_count].path = strdup(rest + 1);
        user_count++;
    }
    free(line);
    fclose(file);
    if (user_count == 0) {
        fail("No user in %s", name);
    }
}

static void open_devices(const char *arguments) {
    char *file;
    leave();
    size_t sockets = strtoul(arguments, &file, 10);
    read_users(file + 1);
    devices = allocate(sockets, sizeof *devices);
    welcomes_before = tally->welcomes;
    wanted = sockets;
}

static void forget_latencies(void) {
    for (size_t i = 0; i < BUCKETS; i++) {
        set(&tally->latencies[i], 0);
    }
}

static void obey(const char *command) {
    if (strncmp(command, "open ", 5) == 0) {
        open_devices(command + 5);
    } else if (strcmp(command, "leave") == 0) {
        leave();
    } else if (strcmp(command, "time") == 0) {
        forget_latencies();
        timing = true;
    } else if (strcmp(command, "stop") == 0) {
        timing = false;
    } else if (strncmp(command, "nap ", 4) == 0) {
        nap_micros = strtol(command + 4, NULL, 10);
    } else {
        fail("Unknown command: %s", command);
    }
    puts("ok");
    fflush(stdout);
}

/* Obeys all lines that are complete. */
static void read_commands(void) {
    static char line[1 << 12];
    static size_t length;
    ssize_t more = read(STDIN_FILENO, line + length, sizeof line - 1 - length);
    char *feed;
    if (more <= 0) {
        exit(0);
    }
    length += (size_t)more;
    while ((feed = memchr(line, '\n', length)) != NULL) {
        size_t taken = (size_t)(feed - line) + 1;
        *feed = '\0';
        obey(line);
        length -= taken;
        memmove(line, line + taken, length);
    }
}

static void nap(void) {
    struct timespec time = {.tv_sec = 0, .tv_nsec = nap_micros * 1000};
    nanosleep(&time, NULL);
}

static void turn(void) {
    static struct epoll_event events[TURN];
    bool commanded = false;
    int number = epoll_wait(poll_fd, events, TURN, -1);
    for (int i = 0; i < number; i++) {
        if (events[i].data.ptr == NULL) {
            commanded = true;
        } else {
            ready(events[i].data.ptr, events[i].events);
        }
    }
    /* After the devices, because a command may release them. */
    if (commanded) {
        read_commands();
    }
    connect_more();
    if (nap_micros > 0 && !timing) {
        nap();
    }
}

static void map_tally(const char *name) {
    struct stat file;
    int fd = open(name, O_RDWR | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &file) != 0 || file.st_size != sizeof *tally) {
        fail("%s is not a tally of %zu bytes", name, sizeof *tally);
    }
    tally = mmap(NULL, sizeof *tally, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (tally == MAP_FAILED) {
        fail("%s: %s", name, strerror(errno));
    }
    close(fd);
}

int main(int number, char **arguments) {
    struct rlimit files;
    if (number != 4) {
        fail("load PORT socket|stream TALLY");
    }
    server.sin_family = AF_INET;
    server.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    server.sin_port = htons((uint16_t)atoi(arguments[1]));
    by_stream = strcmp(arguments[2], "stream") == 0;
    map_tally(arguments[3]);
    if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
        files.rlim_cur = files.rlim_max;
        setrlimit(RLIMIT_NOFILE, &files);
    }
    poll_fd = epoll_create1(EPOLL_CLOEXEC);
    watch(STDIN_FILENO, EPOLLIN, NULL, EPOLL_CTL_ADD);
    for (;;) {
        turn();
    }
}
