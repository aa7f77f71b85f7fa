package dev.taskcast.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.harness.Gateway;
import jakarta.websocket.ClientEndpointConfig;
import jakarta.websocket.CloseReason;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.HandshakeResponse;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A device: a connection of the Tyrus client, and what it was told. */
final class Device extends Endpoint {
    private static final long PATIENCE_SECONDS = 20;

    private final Knock knock;
    private final BlockingQueue<Frame> frames = new LinkedBlockingQueue<>();
    private final CompletableFuture<CloseReason> closed = new CompletableFuture<>();
    private volatile Map<String, List<String>> answer = Map.of();
    private volatile Session session;

    Device(Knock knock) {
        this.knock = knock;
    }

    URI uri() {
        URI http = Gateway.uri("/ws" + (knock.query().isEmpty() ? "" : "?" + knock.query()));
        return URI.create("ws" + http.toString().substring("http".length()));
    }

    ClientEndpointConfig config() {
        return ClientEndpointConfig.Builder.create()
                .preferredSubprotocols(knock.subprotocols())
                .configurator(new ClientEndpointConfig.Configurator() {
                    @Override
                    public void beforeRequest(Map<String, List<String>> headers) {
                        knock.headers().forEach((name, value) -> headers.put(name, List.of(value)));
                    }

                    @Override
                    public void afterResponse(HandshakeResponse response) {
                        answer = Map.copyOf(response.getHeaders());
                    }
                })
                .build();
    }

    @Override
    public void onOpen(Session opened, EndpointConfig config) {
        session = opened;
        opened.addMessageHandler(String.class, (MessageHandler.Whole<String>) text -> frames.add(Frame.read(text)));
        if (!knock.firstFrame().isEmpty()) {
            send(knock.firstFrame());
        }
    }

    @Override
    public void onClose(Session ended, CloseReason reason) {
        closed.complete(reason);
    }

    /** The next frame, whatever it is. */
    Frame next() throws InterruptedException {
        Frame frame = frames.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(frame).as("a frame; closed: %s", closed.getNow(null)).isNotNull();
        return frame;
    }

    /** The next frame, which has to be of {@code type}. */
    Frame next(String type) throws InterruptedException {
        Frame frame = next();
        assertThat(frame.type()).as(frame.text()).isEqualTo(type);
        return frame;
    }

    /** The task of the next frame, which has to be an event. */
    String nextTask() throws InterruptedException {
        return next("task_update").task();
    }

    /** Asserts that nothing is under way: a ping is answered before anything else comes. */
    void hasNothingElse() throws InterruptedException {
        send("{\"type\":\"ping\"}");
        next("pong");
    }

    /** How the server closes it, as {@code 4001 token expired}. */
    String close() {
        CloseReason reason =
                closed.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
        return reason.getCloseCode().getCode() + " " + reason.getReasonPhrase();
    }

    boolean isOpen() {
        return !closed.isDone();
    }

    /** A header of the server's answer to the upgrade; empty when it has none. */
    List<String> answered(String header) {
        return answer.entrySet().stream()
                .filter(entry -> entry.getKey().equalsIgnoreCase(header))
                .findFirst()
                .map(Map.Entry::getValue)
                .orElse(List.of());
    }

    void send(String text) {
        try {
            session.getBasicRemote().sendText(text);
        } catch (IOException failed) {
            throw new AssertionError("closed: " + closed.getNow(null), failed);
        }
    }

    void sendPart(String text, boolean last) throws IOException {
        session.getBasicRemote().sendText(text, last);
    }

    void sendBinary(byte[] bytes) throws IOException {
        session.getBasicRemote().sendBinary(ByteBuffer.wrap(bytes));
    }

    void leave() throws IOException {
        if (session != null && session.isOpen()) {
            session.close();
        }
    }
}
