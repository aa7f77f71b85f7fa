/*
 * Reads frames in place and checks them. It understands only what the servers of the benchmark send: frames whose first member
 * is "type", and tasks as Event.java writes them, perhaps with a space after a colon.
 */
#define _GNU_SOURCE
#include "device.h"
#include "tally.h"

#include <string.h>
#include <sys/socket.h>

#define EVERYONE 0
enum { CONTINUATION = 0, TEXT = 1, CLOSE = 8, PING = 9, PONG = 10 };

/* A word of four bytes is compared as one number, because its length is known where this is inlined. */
static inline __attribute__((always_inline)) const char *
find(const char *at, const char *end, const char *word, size_t length) {
    for (; (size_t)(end - at) >= length; at++) {
        if (memcmp(at, word, length) == 0) {
            return at + length;
        }
    }
    return NULL;
}

/* Reads the number that follows WORD, and returns where it ends; NULL if there is no such number. */
static inline __attribute__((always_inline)) const char *
number(const char *at, const char *end, const char *word, size_t length, uint64_t *value) {
    at = find(at, end, word, length);
    if (at == NULL) {
        return NULL;
    }
    if (at < end && *at == ' ') {
        at++;
    }
    const char *first = at;
    uint64_t read = 0;
    for (; at < end && *at >= '0' && *at <= '9'; at++) {
        read = read * 10 + (uint64_t)(*at - '0');
    }
    *value = read;
    return at == first ? NULL : at;
}

static void record_latency(uint64_t sent, uint64_t now) {
    uint64_t micros = now < sent ? 0 : now - sent;
    if (micros > LONGEST_MICROS) {
        micros = LONGEST_MICROS;
    }
    int shift = micros < 2 * HALF ? 0 : 53 - __builtin_clzll(micros);
    count(&tally->latencies[(uint64_t)shift * HALF + (micros >> shift)], 1);
}

/* Counts events that were not the next one for the device: lost, repeated or another user's. */
static void check_event(struct device *device, uint64_t addressee, uint64_t n) {
    if (addressee == EVERYONE) {
        return;
    }
    if (addressee != device->user || n < device->next) {
        count(&tally->wrong, 1);
    } else {
        if (n > device->next) {
            count(&tally->wrong, n - device->next);
        }
        device->next = n + 1;
    }
}

/* A frame without an event, or with part of one, is wrong; a batch may have many events. */
static void events(struct device *device, const char *at, const char *end, bool batch, uint64_t now) {
    uint64_t n, user, sent;
    const char *next = number(at, end, "\"n\":", 4, &n);
    if (next == NULL) {
        count(&tally->wrong, 1);
    }
    while (next != NULL) {
        next = number(next, end, "\"u\":", 4, &user);
        if (next != NULL) {
            next = number(next, end, "\"sent\":", 7, &sent);
        }
        if (next == NULL) {
            count(&tally->wrong, 1);
            return;
        }
        check_event(device, user, n);
        if (timing) {
            record_latency(sent, now);
        }
        set(&tally->latest, now);
        count(&tally->deliveries, 1);
        next = batch ? number(next, end, "\"n\":", 4, &n) : NULL;
    }
}

static void welcome(struct device *device, uint64_t now) {
    if (device->welcomed) {
        count(&tally->wrong, 1);
        return;
    }
    device->welcomed = true;
    set(&tally->welcomed, now);
    count(&tally->welcomes, 1);
}

/* The first letter of the type is enough for all frames that the servers send: "type":"t…", perhaps with a space between. */
static void text(struct device *device, const char *at, const char *end, uint64_t now) {
    const char *letter = end - at < 11 ? "?" : at + (at[8] == '"' ? 9 : 10);
    switch (*letter) {
        case 't':
        case 'b':
            events(device, letter, end, *letter == 'b', now);
            break;
        case 'w':
            welcome(device, now);
            break;
        case 'h':
            count(&tally->heartbeats, 1);
            break;
        case 'c':
            break; /* A close event of a stream: the end follows, and counts. */
        default:
            count(&tally->wrong, 1);
    }
}

/* Answers with the payload of the ping (RFC 6455 §5.5.3); a mask of zeros changes nothing. */
static void pong(const struct device *device, const char *payload, size_t length) {
    char frame[6 + 125] = {(char)0x8a, (char)(0x80 | length)};
    memcpy(frame + 6, payload, length);
    send(device->fd, frame, 6 + length, MSG_NOSIGNAL | MSG_DONTWAIT);
}

/* The length of the header of the frame at AT, 0 if it is not complete. */
static size_t header(const unsigned char *at, size_t there, size_t *payload) {
    size_t bytes = there < 2 ? 0 : at[1] < 126 ? 0 : at[1] == 126 ? 2 : 8;
    if (there < 2 + bytes) {
        return 0;
    }
    *payload = bytes == 0 ? at[1] : 0;
    for (size_t i = 0; i < bytes; i++) {
        *payload = *payload << 8 | at[2 + i];
    }
    return 2 + bytes;
}

/* Frames of a WebSocket (RFC 6455 §5.2). The fragments of a message are joined, and processed when all have come. */
char *read_frames(struct device *device, char *from, char *end, uint64_t now, bool *ended) {
    char *begin = from;
    char *joined = from + device->held;
    char *at = joined;
    while (end - at >= 2 && !*ended) {
        size_t length;
        size_t head = header((unsigned char *)at, (size_t)(end - at), &length);
        if (head == 0 || (size_t)(end - at) - head < length) {
            break;
        }
        int first = (unsigned char)at[0];
        int type = first & 0x0f;
        bool last = (first & 0x80) != 0;
        char *payload = at + head;
        if ((at[1] & 0x80) != 0 || (first & 0x70) != 0) {
            fail("A server must not mask, and nothing was negotiated that needs reserved bits");
        }
        at = payload + length;
        if (type == TEXT && last && !device->joining) {
            text(device, payload, at, now);
        } else if (type == (device->joining ? CONTINUATION : TEXT)) {
            if (!device->joining) {
                begin = joined = payload;
            }
            memmove(joined, payload, length);
            joined += length;
            device->joining = !last;
            if (last) {
                text(device, begin, joined, now);
            }
        } else if (type == PING && length <= 125) {
            pong(device, payload, length);
        } else if (type == CLOSE) {
            *ended = true;
        } else if (type != PONG) {
            count(&tally->wrong, 1);
        }
    }
    device->held = device->joining ? (size_t)(joined - begin) : 0;
    /* The joined bytes stand directly before the unprocessed bytes. */
    memmove(at - device->held, begin, device->held);
    return at - device->held;
}

static int hexadecimal(char digit) {
    int letter = (digit | 0x20) - 'a';
    return digit >= '0' && digit <= '9' ? digit - '0' : letter >= 0 && letter < 6 ? letter + 10 : -1;
}

static size_t chunk_size(const char *at) {
    size_t size = 0;
    for (; *at != '\r'; at++) {
        if (hexadecimal(*at) < 0) {
            fail("A stream without chunks");
        }
        size = size << 4 | (size_t)hexadecimal(*at);
    }
    return size;
}

/* Processes the complete lines, and returns where the first incomplete line begins. */
static char *lines(struct device *device, char *at, char *end, uint64_t now) {
    for (;;) {
        char *feed = memchr(at, '\n', (size_t)(end - at));
        if (feed == NULL) {
            return at;
        }
        if (feed - at > 6 && *at == 'd') {
            text(device, at + 6, feed, now); /* behind "data: " */
        }
        at = feed + 1;
    }
}

/* An event stream in chunks (RFC 9112 §7.1). The events that the gateway sends here have one line of data each. */
char *read_stream(struct device *device, char *from, char *end, uint64_t now, bool *ended) {
    char *joined = from + device->held;
    char *at = joined;
    char *feed;
    while (!*ended && (feed = memchr(at, '\n', (size_t)(end - at))) != NULL) {
        size_t size = chunk_size(at);
        char *data = feed + 1;
        if (size > 0 && (size_t)(end - data) < size + 2) {
            break;
        }
        *ended = size == 0;
        memmove(joined, data, size);
        joined += size;
        at = data + size + (size > 0 ? 2 : 0);
    }
    char *done = lines(device, from, joined, now);
    device->held = (size_t)(joined - done);
    /* The rest of the lines stands directly before the rest of the chunks. */
    memmove(at - device->held, done, device->held);
    return at - device->held;
}
