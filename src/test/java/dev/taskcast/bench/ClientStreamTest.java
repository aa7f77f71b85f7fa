package dev.taskcast.bench;

import static dev.taskcast.bench.Given.batch;
import static dev.taskcast.bench.Given.event;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Both load clients count and check the events of a stream, for any split into chunks and packets. */
class ClientStreamTest {
    private static final String CLIENTS = "dev.taskcast.bench.LoadClients#all";
    private static final String BEGIN = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    private static final String WELCOME = "retry: 1200\n" + line("{\"type\":\"welcome\",\"user\":\"user-1\"}");
    private static final String HEARTBEAT = line("{\"type\":\"heartbeat\",\"cursor\":\"c9\"}");

    @ParameterizedTest
    @MethodSource(CLIENTS)
    void everyEventCountsOnceHoweverItIsCut(Optional<Path> client) throws IOException {
        String text = WELCOME + line(event(1)) + line(batch(event(2), event(3))) + line(event(4)) + HEARTBEAT;
        for (int chunk : new int[] {1, 7, 100, text.length()}) {
            for (int packet : new int[] {3, 50, 10_000}) {
                Tally tally = new Given(true, BEGIN + chunks(text, chunk), packet).to(client);
                assertThat(tally.welcomes()).isEqualTo(1);
                assertThat(tally.deliveries()).as(chunk + " and " + packet).isEqualTo(4);
                assertThat(tally.wrong()).isZero();
                assertThat(tally.closes()).isZero();
            }
        }
    }

    @ParameterizedTest
    @MethodSource(CLIENTS)
    void aLostRepeatedForeignOrBrokenEventIsWrong(Optional<Path> client) throws IOException {
        assertThat(wrong(client, line(event(1)) + line(event(3)))).isEqualTo(1);
        assertThat(wrong(client, line(event(1)) + line(event(1)))).isEqualTo(1);
        assertThat(wrong(client, line(event(1).replace("\"u\":1", "\"u\":2")))).isEqualTo(1);
        assertThat(wrong(client, line(event(1).replace("\"sent\":1", "")))).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource(CLIENTS)
    void theEndOfTheStreamCounts(Optional<Path> client) throws IOException {
        String text = WELCOME + line(event(1)) + line("{\"type\":\"close\",\"code\":4001}");
        Tally tally = new Given(true, BEGIN + chunks(text, 100) + "0\r\n\r\n", 100).to(client);
        assertThat(tally.deliveries()).isEqualTo(1);
        assertThat(tally.wrong()).isZero();
        assertThat(tally.closes()).isEqualTo(1);
    }

    private static long wrong(Optional<Path> client, String events) throws IOException {
        String text = WELCOME + events + HEARTBEAT;
        return new Given(true, BEGIN + chunks(text, 100), 100).to(client).wrong();
    }

    private static String chunks(String text, int length) {
        StringBuilder chunks = new StringBuilder();
        for (int at = 0; at < text.length(); at += length) {
            String data = text.substring(at, Math.min(text.length(), at + length));
            chunks.append(Integer.toHexString(data.length()))
                    .append("\r\n")
                    .append(data)
                    .append("\r\n");
        }
        return chunks.toString();
    }

    private static String line(String frame) {
        return "id: c1\ndata: " + frame + "\n\n";
    }
}
