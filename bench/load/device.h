/* One device of the load client: what it must get, and the bytes that it has read and not processed yet. */
#ifndef DEVICE_H
#define DEVICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct device {
    int fd;          /* negative: it is closed */
    bool asked;      /* the request was sent */
    bool begun;      /* the head of the answer was read */
    bool welcomed;
    bool joining;    /* a fragment was read whose message continues */
    uint64_t user;   /* the user whose events it must get */
    uint64_t next;   /* the number of the event that must come next */
    size_t held;     /* bytes at the beginning of the rest that were taken out of their frames or chunks */
    size_t length;   /* of the rest */
    char *rest;
};

/*
 * Takes what is complete in the bytes from AT to END, which were read at NOW, and returns where the rest begins. They may
 * be moved. Sets *ENDED when the server ends the connection.
 */
char *read_frames(struct device *device, char *at, char *end, uint64_t now, bool *ended);
char *read_stream(struct device *device, char *at, char *end, uint64_t now, bool *ended);

/* Prints why the load client cannot continue, and ends it. */
_Noreturn void fail(const char *format, ...);

#endif
