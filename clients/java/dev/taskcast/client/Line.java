package dev.taskcast.client;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * One WebSocket, from its handshake to its end.
 *
 * <p>Everything is told on the executor of the client, one thing after the other; so this class and the client need no
 * lock. On Android, which has no {@code java.net.http}, this is the one class to write anew.
 */
final class Line implements WebSocket.Listener {
    /** What a line tells. {@code ended} comes once, and is the last thing. */
    interface Owner {
        void opened(Line line);

        void heard(Line line, String text);

        void ended(Line line, int code, String reason);
    }

    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(15)).build();

    private final Executor executor;
    private final Owner owner;
    private final StringBuilder message = new StringBuilder();
    private CompletableFuture<?> sent = CompletableFuture.completedFuture(null);
    private WebSocket socket;
    private boolean over;

    /** The token that the line has. */
    String token;
    /** What it brought since another line began to take over: names of events; null if there is no other one. */
    List<String> overlap;
    /** When it last brought something, in nanoseconds of the clock of {@code System}. */
    long heard = System.nanoTime();
    /** How often the gateway speaks; 0 before its welcome. */
    long heartbeatMs;
    /** The gateway was asked, and has not answered. */
    boolean asked;

    Line(URI address, String token, Executor executor, Owner owner) {
        this.token = token;
        this.executor = executor;
        this.owner = owner;
        HTTP.newWebSocketBuilder()
                .connectTimeout(Duration.ofSeconds(15))
                .buildAsync(address, this)
                .whenCompleteAsync(this::answered, executor);
    }

    private void answered(WebSocket opened, Throwable failed) {
        if (failed != null) {
            Throwable cause = failed.getCause() == null ? failed : failed.getCause();
            boolean refused = cause instanceof java.net.http.WebSocketHandshakeException handshake
                    && handshake.getResponse().statusCode() == 401;
            end(refused ? 4001 : 1006, String.valueOf(cause)); // a client that sees the status fetches a token (C-6)
        } else {
            socket = opened;
            if (over) {
                socket.abort();
            } else {
                owner.opened(this);
            }
        }
    }

    /** Sends a message; a line that has ended says so by itself. */
    void send(String text) {
        sent = sent.handle((done, failed) -> null)
                .thenCompose(done -> socket == null ? null : socket.sendText(text, true));
    }

    /** Leaves with 1000; nothing more is told. */
    void close() {
        over = true;
        if (socket != null) {
            sent = sent.handle((done, failed) -> null)
                    .thenCompose(done -> socket.sendClose(WebSocket.NORMAL_CLOSURE, ""))
                    .orTimeout(2, java.util.concurrent.TimeUnit.SECONDS)
                    .whenComplete((done, failed) -> {
                        if (failed != null) {
                            socket.abort();
                        }
                    });
        }
    }

    /** Waits until the close has gone out, or cannot. */
    void awaitClosed() {
        sent.handle((done, failed) -> null).join();
    }

    /** It is over, and not by {@link #close}. */
    void end(int code, String reason) {
        if (!over) {
            close();
            owner.ended(this, code, reason);
        }
    }

    /** A long message comes in pieces, and each is asked for (C-4). */
    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        message.append(data);
        if (last) {
            String text = message.toString();
            message.setLength(0);
            executor.execute(() -> {
                if (!over) {
                    heard = System.nanoTime();
                    asked = false;
                    owner.heard(this, text);
                }
            });
        }
        from.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onPong(WebSocket from, ByteBuffer data) {
        from.request(1);
        return null;
    }

    /** The close is answered when this returns (C-39). */
    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        executor.execute(() -> end(code, reason));
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable failed) {
        executor.execute(() -> end(1006, String.valueOf(failed)));
    }
}
