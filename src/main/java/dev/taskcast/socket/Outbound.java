package dev.taskcast.socket;

import dev.taskcast.sessions.SessionThreads;
import dev.taskcast.sessions.Transport.Completion;
import jakarta.websocket.Session;
import java.io.IOException;
import java.util.concurrent.Semaphore;

/**
 * The sending half of a socket: one text frame at a time, without ever waiting for the other side.
 *
 * <p>The container offers two ways. An asynchronous send waits for nothing, but costs twice as much: it goes through
 * the selector and another thread. A basic one is made on the spot, but blocks for as long as the socket takes no
 * more. Here a completed asynchronous send of a short frame buys a few basic ones: the selector has just found a third of the
 * socket's send buffer free (Linux; 28 KiB of the 85 KiB that a connection begins with), and that is room for more of them, as
 * SendRoomTest shows. Should one block all the same, it keeps its permit, and while all permits are kept everything is sent
 * asynchronously.
 *
 * <p>Not safe for use by several threads at once: the session starts the next send when the last one has completed.
 */
final class Outbound {
    /** Characters of a frame that may be sent on the spot. */
    static final int SHORT = 1024;
    /** Characters that may be sent on the spot after an asynchronous send, a frame counting as {@link #LEAST} or more. */
    static final int ROOM = 8 * SHORT;
    /** What the least frame counts as: a small packet takes more of the system's buffer than its bytes. */
    static final int LEAST = 256;

    private final Session socket;
    private final Semaphore permits;
    private int room;

    /** Of {@code socket}; {@code permits} are shared by all sockets. */
    Outbound(Session socket, Semaphore permits) {
        this.socket = socket;
        this.permits = permits;
    }

    /** So many that a writer is left when all of them block. */
    static Semaphore permits() {
        return new Semaphore(SessionThreads.WRITERS - 1);
    }

    void send(String frame, Completion done) {
        boolean isShort = frame.length() <= SHORT;
        int weight = Math.max(LEAST, frame.length());
        if (weight <= room && isShort && permits.tryAcquire()) {
            room -= weight;
            done.completed(sendBasic(frame));
        } else {
            socket.getAsyncRemote().sendText(frame, result -> {
                room = isShort ? ROOM : 0;
                done.completed(result.isOK());
            });
        }
    }

    private boolean sendBasic(String frame) {
        try {
            socket.getBasicRemote().sendText(frame);
            return true;
        } catch (IOException | RuntimeException broken) {
            return false;
        } finally {
            permits.release();
        }
    }
}
