package dev.taskcast.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.harness.Gateway;
import jakarta.websocket.ClientEndpointConfig;
import jakarta.websocket.CloseReason;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.HandshakeResponse;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.Session;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** A device: a connection of the Tyrus client, and everything that it received. */
final class Device extends Endpoint {
    private static final long PATIENCE_SECONDS = 60;
    private static final String PING = "{\"type\":\"ping\"}";
    private static final Frame END = new Frame("closed", Map.of("type", "closed"));

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
        opened.addMessageHandler(String.class, (MessageHandler.Whole<String>) this::received);
        if (!knock.firstFrame().isEmpty()) {
            send(knock.firstFrame());
        }
    }

    @Override
    public void onClose(Session ended, CloseReason reason) {
        closed.complete(reason);
        frames.add(END);
    }

    /** The next frame of any type. */
    Frame next() throws InterruptedException {
        Frame frame = nextOrEnd();
        assertThat(frame).as("a frame; closed: %s", closed.getNow(null)).isNotEqualTo(END);
        return frame;
    }

    /** The next frame, which must be of {@code type}. */
    Frame next(String type) throws InterruptedException {
        Frame frame = next();
        assertThat(frame.type()).as(frame.text()).isEqualTo(type);
        return frame;
    }

    /** The task of the next frame, which must be an event. */
    String nextTask() throws InterruptedException {
        return next("task_update").task();
    }

    /** Asserts that it is connected and that the test has seen every frame: a ping is answered. */
    void livesOn() throws InterruptedException {
        assertThat(pingIsAnswered()).as("closed: %s", closed.getNow(null)).isTrue();
    }

    /** Sends a ping and waits for a pong or the end; returns whether the pong came. */
    boolean pingIsAnswered() throws InterruptedException {
        send(PING);
        Frame answer = nextOrEnd();
        boolean pong = !answer.equals(END);
        assertThat(answer.type()).as(answer.text()).isEqualTo(pong ? "pong" : END.type());
        return pong;
    }

    /** How the server closes it, such as {@code 4001 token expired}. */
    String close() throws Exception {
        CloseReason reason = closed.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        return reason.getCloseCode().getCode() + " " + reason.getReasonPhrase();
    }

    /** A header of the server's answer to the upgrade; empty if it has no such header. */
    List<String> answered(String header) {
        return answer.entrySet().stream()
                .filter(entry -> entry.getKey().equalsIgnoreCase(header))
                .findFirst()
                .map(Map.Entry::getValue)
                .orElse(List.of());
    }

    void send(String text) {
        say(remote -> remote.sendText(text));
    }

    void sendPart(String text, boolean last) {
        say(remote -> remote.sendText(text, last));
    }

    void sendBinary(byte[] bytes) {
        say(remote -> remote.sendBinary(ByteBuffer.wrap(bytes)));
    }

    void leave() throws IOException {
        if (session != null && session.isOpen()) {
            session.close();
        }
    }

    /** A heartbeat comes after every long silence; on a slow machine it may come in any test. */
    private void received(String text) {
        Frame frame = Frame.read(text);
        if (!"heartbeat".equals(frame.type())) {
            frames.add(frame);
        }
    }

    /** A send. */
    private interface Saying {
        void to(RemoteEndpoint.Basic remote) throws IOException;
    }

    private void say(Saying saying) {
        try {
            saying.to(session.getBasicRemote());
        } catch (RejectedExecutionException endedMeanwhile) {
            // The frame was sent, and the gateway closed before Tyrus could set its timer again.
        } catch (IOException failed) {
            throw new AssertionError("closed: " + closed.getNow(null), failed);
        }
    }

    private Frame nextOrEnd() throws InterruptedException {
        Frame frame = frames.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(frame).as("a frame within %d s", PATIENCE_SECONDS).isNotNull();
        return frame;
    }
}
