package dev.taskcast.bench;

import static dev.taskcast.bench.Given.batch;
import static dev.taskcast.bench.Given.event;
import static dev.taskcast.bench.Given.task;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.harness.Await;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Both load clients count and check the events of a WebSocket, for any split into frames and packets. */
class ClientSocketTest {
    private static final String CLIENTS = "dev.taskcast.bench.LoadClients#all";
    static final String BEGIN = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n";
    private static final int TEXT = 0x81;
    private static final int TEXT_BEGINS = 0x01;
    private static final int GOES_ON = 0x00;
    private static final int GOES_ON_LAST = 0x80;
    private static final int BINARY = 0x82;
    private static final int CLOSE = 0x88;
    private static final int PING = 0x89;
    static final String WELCOME = frame(TEXT, "{\"type\":\"welcome\",\"user\":\"user-1\"}");
    private static final String HEARTBEAT = frame(TEXT, "{\"type\": \"heartbeat\"}");
    private static final int LONG = 400;

    @ParameterizedTest
    @MethodSource(CLIENTS)
    void everyEventCountsOnceHoweverItIsCut(Optional<Path> client) throws IOException {
        String pieces = batch(event(4), event(5));
        String longBatch =
                batch(IntStream.range(8, 8 + LONG).mapToObj(Given::event).toArray(String[]::new));
        String answer = BEGIN
                + WELCOME
                + text(event(1))
                + text(batch(event(2), event(3)))
                + frame(TEXT_BEGINS, pieces.substring(0, 50))
                + frame(PING, "in the middle")
                + frame(GOES_ON, pieces.substring(50, 200))
                + frame(GOES_ON_LAST, pieces.substring(200))
                + text(event(6).replace(":", ": ").replace(",", ", "))
                + text(event(7))
                + text(longBatch)
                + HEARTBEAT;
        for (int packet : new int[] {3, 50, 10_000, answer.length()}) {
            Tally tally = new Given(false, answer, packet).to(client);
            assertThat(tally.welcomes()).isEqualTo(1);
            assertThat(tally.deliveries()).as("in packets of " + packet).isEqualTo(7 + LONG);
            assertThat(tally.wrong()).isZero();
            assertThat(tally.closes()).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource(CLIENTS)
    void aLostRepeatedMisplacedOrForeignEventIsWrong(Optional<Path> client) throws IOException {
        assertThat(wrong(client, text(event(1)) + text(event(3)))).isEqualTo(1);
        assertThat(wrong(client, text(event(4)))).isEqualTo(3);
        assertThat(wrong(client, text(event(1)) + text(event(1)))).isEqualTo(1);
        assertThat(wrong(client, text(event(2)) + text(event(1)))).isEqualTo(2);
        String foreign = "{\"type\":\"task_update\",\"event\":\"task.updated\"," + task(2, 1) + "}";
        assertThat(wrong(client, text(foreign))).isEqualTo(1);
        assertThat(wrong(client, text(batch(event(1), event(3))))).isEqualTo(1);
        assertThat(wrong(client, text(batch(event(1), event(2), event(2))))).isEqualTo(1);
        assertThat(wrong(client, text(batch(event(1), foreign, event(2))))).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource(CLIENTS)
    void anEventForAllHasNoNumberOfTheUser(Optional<Path> client) throws IOException {
        String forAll = "{\"type\":\"task_update\",\"event\":\"task.updated\"," + task(Event.EVERYONE, 9) + "}";
        Tally tally = answered(client, text(event(1)) + text(forAll) + text(event(2)));
        assertThat(tally.deliveries()).isEqualTo(3);
        assertThat(tally.wrong()).isZero();
    }

    @ParameterizedTest
    @MethodSource(CLIENTS)
    void aFrameThatIsBrokenOrUnknownIsWrong(Optional<Path> client) throws IOException {
        assertThat(wrong(client, text("{\"type\":\"task_update\",\"task\":{}}")))
                .isEqualTo(1);
        assertThat(wrong(client, text(event(1).replace("\"u\":1,", "")))).isEqualTo(1);
        assertThat(wrong(client, text(event(1).replace("\"sent\":1,", "")))).isEqualTo(1);
        assertThat(wrong(client, text(batch()))).isEqualTo(1);
        assertThat(wrong(client, text(batch(event(1), event(2).substring(0, 80)))))
                .isEqualTo(1);
        assertThat(wrong(client, text("{\"type\":\"mystery\"}"))).isEqualTo(1);
        assertThat(wrong(client, text("{}"))).isEqualTo(1);
        assertThat(wrong(client, text(""))).isEqualTo(1);
        assertThat(wrong(client, frame(BINARY, event(1)))).isEqualTo(1);
        assertThat(wrong(client, frame(GOES_ON_LAST, event(1)))).isEqualTo(1);
        assertThat(wrong(client, WELCOME)).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource(CLIENTS)
    void aCloseCounts(Optional<Path> client) throws IOException {
        Tally tally =
                new Given(false, BEGIN + WELCOME + text(event(1)) + frame(CLOSE, "\u000f\u00a1"), 10_000).to(client);
        assertThat(tally.deliveries()).isEqualTo(1);
        assertThat(tally.closes()).isEqualTo(1);
        try (GivenServer server = new GivenServer(BEGIN + WELCOME, 10_000);
                Devices devices = new Devices(server.port(), new Tokens(), false, client)) {
            devices.become(Given.ONE, user -> 0);
            server.end();
            Await.until(Given.DEADLINE, () -> devices.tally().closes() == 1, "the end of the connection");
        }
    }

    @ParameterizedTest
    @MethodSource(CLIENTS)
    void aPingIsAnsweredWithWhatItHad(Optional<Path> client) throws IOException {
        try (GivenServer server = new GivenServer(BEGIN + WELCOME + frame(PING, "abc"), 10_000);
                Devices devices = new Devices(server.port(), new Tokens(), false, client)) {
            devices.become(Given.ONE, user -> 0);
            Await.until(Given.DEADLINE, () -> server.heard().endsWith("\u008a\u0083\0\0\0\0abc"), "a pong");
        }
    }

    private static long wrong(Optional<Path> client, String frames) throws IOException {
        return answered(client, frames).wrong();
    }

    private static Tally answered(Optional<Path> client, String frames) throws IOException {
        return new Given(false, BEGIN + WELCOME + frames + HEARTBEAT, 100).to(client);
    }

    private static String text(String payload) {
        return frame(TEXT, payload);
    }

    static String frame(int first, String payload) {
        int length = payload.length();
        String size = length < 126
                ? "" + (char) length
                : length < 1 << 16
                        ? "~" + (char) (length >> 8) + (char) (length & 0xff)
                        : "\u007f\0\0\0\0\0" + (char) (length >> 16) + (char) (length >> 8 & 0xff)
                                + (char) (length & 0xff);
        return (char) first + size + payload;
    }
}
