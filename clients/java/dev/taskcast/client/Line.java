package dev.taskcast.client;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** One WebSocket, from before its handshake to its end. It reports on the client's thread. */
final class Line implements WebSocket.Listener {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final TaskcastClient client;
    private final StringBuilder message = new StringBuilder();
    private CompletableFuture<WebSocket> sent = new CompletableFuture<>(); // complete when everything so far was sent
    private boolean over;
    volatile long heard = TaskcastClient.now();
    String token;
    boolean again; // whether it began after a token was refused

    Line(TaskcastClient client) {
        this.client = client;
    }

    void open(URI address, String given) {
        token = given;
        sent = HTTP.newWebSocketBuilder()
                .header("Authorization", "Bearer " + given)
                .buildAsync(address, this);
        sent.exceptionally(failed -> {
            boolean refused = failed.getCause() instanceof WebSocketHandshakeException answer
                    && answer.getResponse().statusCode() == 401; // a client that sees the status fetches a token (C-6)
            client.thread.execute(() -> end(refused ? 4001 : 1006, failed.toString()));
            return null;
        });
    }

    void send(String text) {
        sent = sent.thenCompose(socket -> socket.sendText(text, true));
    }

    /** Sends a new token over the open line (C-31). */
    void renew(String fresh) {
        token = fresh;
        send("{\"type\":\"auth\",\"token\":\"" + fresh + "\"}"); // a JWT needs no escaping
    }

    /** Leaves a line with 1000, if there is one; it reports nothing more. */
    static void close(Line line) {
        if (line != null) {
            line.over = true;
            line.sent.thenCompose(socket -> socket.sendClose(WebSocket.NORMAL_CLOSURE, ""));
            line.sent.thenAcceptAsync(WebSocket::abort, CompletableFuture.delayedExecutor(10, TimeUnit.SECONDS));
        }
    }

    /** The line has ended, but not by {@link #close}. */
    void end(int code, String reason) {
        if (!over) {
            close(this);
            client.ended(this, code, reason);
        }
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence piece, boolean last) {
        heard = TaskcastClient.now();
        message.append(piece);
        if (last) { // a long message comes in pieces (C-4)
            String text = message.toString();
            message.setLength(0);
            client.thread.execute(() -> client.heard(this, text));
        }
        socket.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
        client.thread.execute(() -> end(code, reason));
        return null; // now it is answered (C-39)
    }

    @Override
    public void onError(WebSocket socket, Throwable failed) {
        client.thread.execute(() -> end(1006, failed.toString()));
    }
}
