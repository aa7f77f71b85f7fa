package dev.taskcast.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A real Prometheus that scrapes gateways every second and evaluates rules. */
public final class Prometheus implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Pattern VALUE = Pattern.compile("\"value\":\\[[\\d.]+,\"([^\"]+)\"\\]");
    private static final Pattern SERIES =
            Pattern.compile("\\{\"metric\":\\{([^}]*)\\},\"value\":\\[[\\d.]+,\"([^\"]+)\"\\]");
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final int port = Ports.free();
    private final OwnProcess process;

    /**
     * Starts a Prometheus with its files in {@code folder}, for the gateways on the ports {@code targets}, with the job
     * name taskcast.
     */
    public Prometheus(Path folder, Path rules, int... targets) {
        try {
            Files.createDirectories(folder);
            Path config = folder.resolve("prometheus.yaml");
            Files.writeString(config, """
                    global: {scrape_interval: 1s, evaluation_interval: 1s}
                    rule_files: ['%s']
                    scrape_configs: [{job_name: taskcast, static_configs: [{targets: [%s]}]}]
                    """.formatted(
                            rules.toAbsolutePath(),
                            IntStream.of(targets)
                                    .mapToObj(target -> "'" + instance(target) + "'")
                                    .collect(Collectors.joining(", "))));
            ProcessBuilder builder = new ProcessBuilder(
                            "prometheus",
                            "--config.file=" + config,
                            "--storage.tsdb.path=" + folder.resolve("data-" + port),
                            "--web.listen-address=127.0.0.1:" + port)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("prometheus.log").toFile());
            process = new OwnProcess(builder, PATIENCE);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** The label {@code instance} of the gateway on the port {@code target}. */
    public static String instance(int target) {
        return "127.0.0.1:" + target;
    }

    /**
     * The current values of {@code query}, one for each series. If Prometheus refuses the query, fails with its
     * message.
     */
    public List<String> values(String query) throws IOException, InterruptedException {
        return VALUE.matcher(get("query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8)))
                .results()
                .map(value -> value.group(1))
                .toList();
    }

    /**
     * The current values of {@code query} by {@code label}. Adds up series with the same label, and leaves out NaN and
     * infinite values.
     */
    public Map<String, Double> by(String label, String query) throws IOException, InterruptedException {
        Map<String, Double> found = new TreeMap<>();
        Pattern name = Pattern.compile("\"" + label + "\":\"([^\"]*)\"");
        SERIES.matcher(get("query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8)))
                .results()
                .filter(series -> !series.group(2).equals("NaN"))
                .forEach(series -> name.matcher(series.group(1))
                        .results()
                        .forEach(value ->
                                found.merge(value.group(1), Double.parseDouble(series.group(2)), Double::sum)));
        return found;
    }

    /** The instances for which {@code alert} is pending or fires. */
    public List<String> alarmed(String alert) throws IOException, InterruptedException {
        return Pattern.compile("\\{\"labels\":\\{\"alertname\":\"" + alert + "\"[^}]*\"instance\":\"([^\"]+)\"")
                .matcher(get("alerts"))
                .results()
                .map(found -> found.group(1))
                .distinct()
                .toList();
    }

    /** All rules and their states, as JSON. */
    public String rules() throws IOException, InterruptedException {
        return get("rules");
    }

    private String get(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/" + path))
                .timeout(PATIENCE)
                .build();
        HttpResponse<String> answer = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException(path + ": " + answer.statusCode() + " " + answer.body());
        }
        return answer.body();
    }

    @Override
    public void close() {
        process.stop();
    }
}
