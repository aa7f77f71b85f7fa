package dev.taskcast.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The dashboard of deploy/monitoring: the queries that Grafana sends for its panels. */
public final class Dashboard {
    private static final Path FILE = Path.of("deploy/monitoring/dashboard.json");
    private static final Pattern QUERY = Pattern.compile("\"expr\": \"((?:[^\"\\\\]|\\\\.)*)\"");

    private final String text;

    /** Reads the dashboard from the repository. */
    public Dashboard() throws IOException {
        text = Files.readString(FILE);
    }

    /** The queries of all panels and annotations; {@code interval} is the interval of rates. */
    public List<String> queries(String interval) {
        return queries(text, interval).toList();
    }

    /** The queries of the panel {@code title}. */
    public List<String> panel(String title, String interval) {
        int begin = text.indexOf("\"title\": \"" + title + "\"");
        if (begin < 0) {
            throw new AssertionError("There is no panel " + title);
        }
        int end = text.indexOf("\"title\": ", begin + 1);
        return queries(end < 0 ? text.substring(begin) : text.substring(begin, end), interval)
                .toList();
    }

    private static Stream<String> queries(String part, String interval) {
        return QUERY.matcher(part).results().map(found -> found.group(1)
                .replace("\\\"", "\"")
                .replace("$job", "taskcast")
                .replace("$instance", ".*")
                .replace("$__rate_interval", interval));
    }
}
