package dev.taskcast.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.edge.Messages.Message;
import dev.taskcast.harness.Gateway;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Many frames of all lengths in one burst, with pings, pongs and a close in between: no client sees a broken frame. */
class BurstIT extends EdgeScenario {
    private static final int[] LENGTHS = {
        0, 1, 20, 60, 300, 300, 300, 2_000, 8_000, 8_060, 8_090, 8_192, 20_000, 65_535, 65_536, 100_000
    };
    private static final int ROUNDS = 6;
    private static final int PINGS = 300;
    private static final int PING = 0x89;

    private final String token = devices.tokens.of(ada);
    private final List<String> tasks = new ArrayList<>();
    private String cursor;

    /** The gateway sends everything that a device has missed in one burst. */
    @BeforeEach
    void miss() throws Exception {
        Device device = devices.connect(Knock.byHeader(token));
        cursor = device.next("welcome").cursor();
        for (int i = 0; i < ROUNDS * LENGTHS.length; i++) {
            String filling = i % 2 == 0 ? "x" : "\u20ac\uD83D\uDE00";
            String text = filling.repeat(LENGTHS[i % LENGTHS.length] / filling.length());
            tasks.add("{\"id\":" + i + ",\"text\":\"" + text + "\"}");
            Topic.update(ada, tasks.get(i));
        }
        for (String task : tasks) {
            isTask(device.next("task_update"), task);
        }
    }

    @Test
    void protocolPingsAreAnsweredBetweenTheFramesOfABurst() throws Exception {
        try (RawSocket socket = resumed()) {
            Messages messages = new Messages(socket);
            CompletableFuture<Void> pings = CompletableFuture.runAsync(() -> ping(socket));
            int events = 0;
            int pongs = 0;
            while (events < tasks.size() || pongs < PINGS) {
                Message message = messages.next();
                if (message.opcode() == Messages.PONG) {
                    assertThat(message.payload()).isEqualTo(payload(pongs++));
                } else if (message.opcode() == Messages.TEXT && isEvent(message)) {
                    isTask(Frame.read(message.text()), tasks.get(events++));
                }
            }
            pings.get();
        }
    }

    @Test
    void aCloseComesBetweenTwoFramesOfABurst() throws Exception {
        try (RawSocket socket = resumed()) {
            socket.frame(RawSocket.BINARY, new byte[1]);
            Messages messages = new Messages(socket);
            int events = 0;
            Message message = messages.next();
            while (message.opcode() != Messages.CLOSE) {
                if (message.opcode() == Messages.TEXT && isEvent(message)) {
                    isTask(Frame.read(message.text()), tasks.get(events++));
                }
                message = messages.next();
            }
            assertThat(message.payload()).hasSizeGreaterThan(2);
        }
    }

    @Test
    void anotherLibraryReadsABurstAndItsOwnPongsInBetween() throws Exception {
        Device device = devices.connect(Knock.byHeader(token).query("cursor", cursor));
        device.next("welcome");
        int pongs = 0;
        for (int i = 0; i < tasks.size(); i++) {
            if (i % 10 == 0) {
                device.send("{\"type\":\"ping\"}");
                pongs++;
            }
            Frame frame = device.next();
            for (; frame.type().equals("pong"); frame = device.next()) {
                pongs--;
            }
            isTask(frame, tasks.get(i));
        }
        for (; pongs > 0; pongs--) {
            device.next("pong");
        }
        device.livesOn();
    }

    /** All other tests here cover several frames in a write only while the container's classes are the known ones. */
    @Test
    void theClassesOfThisServerAreTheOnesThatWeKnow() throws Exception {
        Path server = Path.of(
                "target/liberty/wlp/usr/servers/test-" + Gateway.uri("/").getPort());
        assertThat(Target.read(server.resolve("logs/messages.log")))
                .contains("TCAST0003I: ")
                .doesNotContain("TCAST0802W: Frames are written one by one");
    }

    private RawSocket resumed() throws IOException {
        RawSocket socket = new RawSocket(Gateway.uri("/"));
        socket.knock("/ws?cursor=" + cursor, "Authorization: Bearer " + token);
        assertThat(socket.head()).startsWith("HTTP/1.1 101");
        return socket;
    }

    private static void ping(RawSocket socket) {
        try {
            for (int i = 0; i < PINGS; i++) {
                socket.frame(PING, payload(i));
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static byte[] payload(int ping) {
        return new byte[] {(byte) (ping >> 8), (byte) ping};
    }

    private static boolean isEvent(Message message) throws IOException {
        return message.text().startsWith("{\"type\":\"task_update\"");
    }

    /** Fails without printing a long text. */
    private static void isTask(Frame frame, String task) {
        assertThat(frame.type()).isEqualTo("task_update");
        assertThat(frame.task().equals(task))
                .as("%s characters for %s", frame.task().length(), task.substring(0, Math.min(task.length(), 20)))
                .isTrue();
    }
}
