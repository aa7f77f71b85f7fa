package dev.taskcast.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.harness.Await;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The load client counts and checks what comes by stream, wherever chunks and packets are cut. */
class ClientStreamTest {
    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final int USER = 1;
    private static final String BEGIN = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    private static final String WELCOME = "retry: 1200\nid: c0\ndata: {\"type\":\"welcome\",\"user\":\"user-1\"}\n\n";
    private static final String HEARTBEAT = "id: c9\ndata: {\"type\":\"heartbeat\",\"cursor\":\"c9\"}\n\n";

    private final ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());

    ClientStreamTest() throws IOException {}

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @Test
    void everyEventCountsOnceHoweverItIsCut() throws IOException {
        String text = WELCOME + event(1) + batch(event(2), event(3)) + event(4) + HEARTBEAT;
        for (int chunk : new int[] {1, 7, 100, text.length()}) {
            for (int packet : new int[] {3, 50, 10_000}) {
                Tally tally = received(text, chunk, packet);
                assertThat(tally.welcomes()).isEqualTo(1);
                assertThat(tally.deliveries()).as(chunk + " and " + packet).isEqualTo(4);
                assertThat(tally.wrong()).isZero();
                assertThat(tally.closes()).isZero();
            }
        }
    }

    @Test
    void whatIsLostRepeatedOrForeignIsWrong() throws IOException {
        assertThat(received(WELCOME + event(1) + event(3) + HEARTBEAT, 100, 100).wrong())
                .isEqualTo(1);
        assertThat(received(WELCOME + event(1) + event(1) + HEARTBEAT, 100, 100).wrong())
                .isEqualTo(1);
        assertThat(received(WELCOME + event(1).replace("\"u\":1", "\"u\":2") + HEARTBEAT, 100, 100)
                        .wrong())
                .isEqualTo(1);
    }

    /** What a device received once the heartbeat came that ends {@code text}. */
    private Tally received(String text, int chunk, int packet) throws IOException {
        StringBuilder answer = new StringBuilder(BEGIN);
        for (int at = 0; at < text.length(); at += chunk) {
            String data = text.substring(at, Math.min(text.length(), at + chunk));
            answer.append(Integer.toHexString(data.length()))
                    .append("\r\n")
                    .append(data)
                    .append("\r\n");
        }
        try (Devices devices = new Devices(server.getLocalPort(), new Tokens(), true)) {
            Thread serving = new Thread(() -> serve(answer.toString(), packet));
            serving.start();
            devices.become(new Shape(USER, 1), user -> 0);
            Await.until(DEADLINE, () -> devices.tally().heartbeats() == 1, "the heartbeat");
            return devices.tally();
        }
    }

    private void serve(String answer, int packet) {
        try (Socket socket = server.accept();
                OutputStream out = socket.getOutputStream()) {
            socket.setTcpNoDelay(true);
            for (int at = 0; at < answer.length(); at += packet) {
                out.write(answer.substring(at, Math.min(answer.length(), at + packet))
                        .getBytes(StandardCharsets.US_ASCII));
                out.flush();
            }
            while (socket.getInputStream().read() >= 0) {
                // Stays until the device leaves.
            }
        } catch (IOException left) {
            // It did.
        }
    }

    private static String event(int number) {
        return "id: c" + number
                + "\ndata: {\"type\":\"task_update\",\"event\":\"task.updated\",\"task\":{\"id\":\"task-" + number
                + "\",\"n\":" + number + ",\"u\":" + USER + ",\"sent\":1},\"cursor\":\"c" + number + "\"}\n\n";
    }

    private static String batch(String... events) {
        StringBuilder frames = new StringBuilder();
        for (String event : events) {
            frames.append(frames.isEmpty() ? "" : ",").append(event, event.indexOf('{'), event.length() - 2);
        }
        return "id: c9\ndata: {\"type\":\"batch\",\"frames\":[" + frames + "]}\n\n";
    }
}
