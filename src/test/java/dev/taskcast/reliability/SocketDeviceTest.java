package dev.taskcast.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.harness.Await;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A device with a socket returns even if its WebSocket client does not report that the connection has ended. */
class SocketDeviceTest {
    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final Habits BY_SOCKET = new Habits(2);
    private static final String KEY = "Sec-WebSocket-Key: ";
    private static final String MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int TEXT = 0x81;

    private final ServerSocket server = new ServerSocket(0, 2, InetAddress.getLoopbackAddress());
    private final URI gateway = URI.create("ws://127.0.0.1:" + server.getLocalPort());
    private final AtomicInteger logins = new AtomicInteger();
    private final CountDownLatch busy = new CountDownLatch(1);
    private final CountDownLatch gone = new CountDownLatch(1);
    private final Oracle oracle = new Oracle();

    SocketDeviceTest() throws IOException {
        server.setSoTimeout((int) DEADLINE.toMillis());
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @Test
    void aDeviceThatIsBusyWhenItsGatewayIsKilledComesBack() throws Exception {
        Witness witness = oracle.witness("device", Set.of("u1"));
        CompletableFuture<Void> first = CompletableFuture.runAsync(this::beKilled);
        try (Fleet fleet = new Fleet(List.of(gateway), Manners.GOOD)) {
            Device device = new Device(fleet, witness, BY_SOCKET, "u1", this::login);
            device.connect();
            first.get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
            device.cutOff(gateway);
            try (Socket second = accept()) {
                send(second, welcome("resumed"), event(2), event(3));
                Await.until(DEADLINE, () -> oracle.delivered() == 3, "three events");
                device.stop();
            }
        }
        assertThat(oracle.judge(Map.of("u1", 3L), DEADLINE, Duration.ZERO))
                .matches(Oracle.Verdict::isSilent, "is silent");
    }

    /** Ends the connection without a close frame while the device handles the last frame. */
    private void beKilled() {
        try (Socket first = accept()) {
            send(
                    first,
                    welcome("fresh"),
                    event(1),
                    "{\"type\":\"auth_expiring\",\"expires_at\":\"2026-11-23T10:15:00Z\"}");
            busy.await();
        } catch (IOException | InterruptedException | GeneralSecurityException failed) {
            throw new IllegalStateException(failed);
        } finally {
            gone.countDown();
        }
    }

    /**
     * Gives a token. The second login waits until the device's client has read the end of the connection. The test
     * passes without that wait, but the wait makes the fault certain.
     */
    private String login() {
        if (logins.incrementAndGet() == 2) {
            busy.countDown();
            Await.until(DEADLINE, () -> gone.getCount() == 0, "the end of the first connection");
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
        }
        return "token-" + logins;
    }

    private Socket accept() throws IOException, GeneralSecurityException {
        Socket socket = server.accept();
        BufferedReader in =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        String key = "";
        for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
            key = line.startsWith(KEY) ? line.substring(KEY.length()) : key;
        }
        byte[] hash = MessageDigest.getInstance("SHA-1").digest((key + MAGIC).getBytes(StandardCharsets.US_ASCII));
        String answer = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Accept: " + Base64.getEncoder().encodeToString(hash) + "\r\n\r\n";
        socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    /** Sends frames of fewer than 126 bytes. */
    private static void send(Socket socket, String... frames) throws IOException {
        for (String frame : frames) {
            byte[] text = frame.getBytes(StandardCharsets.US_ASCII);
            byte[] whole = new byte[2 + text.length];
            whole[0] = (byte) TEXT;
            whole[1] = (byte) text.length;
            System.arraycopy(text, 0, whole, 2, text.length);
            socket.getOutputStream().write(whole);
        }
    }

    private static String welcome(String resume) {
        return "{\"type\":\"welcome\",\"user\":\"u1\",\"resume\":\"" + resume + "\",\"cursor\":\"c0\"}";
    }

    private static String event(int number) {
        return "{\"type\":\"task_update\",\"task\":{\"id\":\"u1-" + number + "\"},\"id\":\"0-" + number
                + "\",\"cursor\":\"c" + number + "\"}";
    }
}
