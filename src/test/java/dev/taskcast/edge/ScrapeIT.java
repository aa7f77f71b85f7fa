package dev.taskcast.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.harness.Gateway;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntConsumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A scrape is answered in the form that the scraper asks for. */
class ScrapeIT extends EdgeScenario {
    private static final int BYTES = 2;

    @Test
    void aScraperThatAsksForOpenMetricsGetsThem() throws Exception {
        devices.of(ada).livesOn();
        HttpResponse<InputStream> answer = scrape("application/openmetrics-text; version=1.0.0");
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("application/openmetrics-text");
        assertThat(new String(answer.body().readAllBytes(), StandardCharsets.UTF_8))
                .contains(
                        "# TYPE taskcast_deliveries counter\n", "# TYPE taskcast_build info\n", "taskcast_build_info{")
                .endsWith("# EOF\n");
    }

    @Test
    void aScraperThatAsksForNoFormatGetsText() throws Exception {
        HttpResponse<InputStream> answer = scrape("*/*");
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain");
    }

    /** The request of a Prometheus with {@code scrape_native_histograms}. */
    @Test
    void aScraperThatAsksForNativeHistogramsGetsAllOfThem() throws Exception {
        devices.of(ada).livesOn();
        HttpResponse<InputStream> answer =
                scrape("application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited");
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).contains("protobuf");
        Set<String> documented = Pattern.compile("(?m)^\\| `(taskcast_[a-z_]+)` \\| histogram \\|")
                .matcher(Files.readString(Path.of("docs/operations.md")))
                .results()
                .map(row -> row.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(documented).hasSizeGreaterThan(10);
        assertThat(nativeHistograms(answer.body())).containsAll(documented);
    }

    private static HttpResponse<InputStream> scrape(String accept) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(Gateway.uri("/metrics"))
                .header("Accept", accept)
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofInputStream());
    }

    /**
     * The names of the families that have a histogram with a schema (client_model, metrics.proto: fields 4, 7 and 5).
     */
    private static Set<String> nativeHistograms(InputStream body) throws IOException {
        DataInputStream families = new DataInputStream(new ByteArrayInputStream(body.readAllBytes()));
        Set<String> found = new TreeSet<>();
        while (families.available() > 0) {
            byte[] family = families.readNBytes((int) varint(families));
            String[] name = {""};
            walk(family, (field, value) -> {
                if (field == 1) {
                    name[0] = new String(value, StandardCharsets.UTF_8);
                } else if (field == 4) {
                    walk(value, (part, histogram) -> {
                        if (part == 7 && fields(histogram).contains(5)) {
                            found.add(name[0]);
                        }
                    });
                }
            });
        }
        return found;
    }

    private static Set<Integer> fields(byte[] message) throws IOException {
        Set<Integer> seen = new TreeSet<>();
        walk(message, (field, value) -> {}, seen::add);
        return seen;
    }

    /** Handles a field of bytes. */
    private interface Taker {
        void take(int field, byte[] value) throws IOException;
    }

    private static void walk(byte[] message, Taker taker) throws IOException {
        walk(message, taker, field -> {});
    }

    private static void walk(byte[] message, Taker taker, IntConsumer seen) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(message));
        while (in.available() > 0) {
            long key = varint(in);
            int field = (int) (key >> 3);
            seen.accept(field);
            switch ((int) key & 7) {
                case 0 -> varint(in);
                case 1 -> in.skipNBytes(8);
                case BYTES -> taker.take(field, in.readNBytes((int) varint(in)));
                case 5 -> in.skipNBytes(4);
                default -> throw new IOException("no Protocol Buffers: " + key);
            }
        }
    }

    private static long varint(DataInputStream in) throws IOException {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            int next = in.readUnsignedByte();
            value |= (next & 0x7fL) << shift;
            if (next < 0x80) {
                return value;
            }
        }
    }
}
