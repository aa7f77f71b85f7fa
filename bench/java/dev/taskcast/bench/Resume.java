package dev.taskcast.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Measures what it costs when devices come back. */
final class Resume {
    private static final int DEVICES = 1_000;
    private static final int MISSED = 100;
    private static final int WINDOW = 1_000_000;
    private static final int OTHERS_FROM = 10_000;
    private static final int OTHERS = 80_000;
    private static final String BATCH = "&accept=batch";
    private static final Pattern CURSOR = Pattern.compile("\"cursor\":\"([^\"]+)\"");

    private Resume() {}

    /** The server's time for a device that resumes, minus its time for a device that connects freshly. */
    static void hundredMissed(Run run) throws IOException, InterruptedException {
        Shape fresh = new Shape(DEVICES, 1, BATCH);
        run.devices(fresh);
        String cursor = cursor(run);
        run.devices(new Shape(1, 1));
        long before = run.devices().tally().deliveries();
        KafkaFeed feed = (KafkaFeed) run.feed();
        feed.calm(true);
        for (int i = 0; i < WINDOW; i++) {
            int missed = i / (WINDOW / (DEVICES * MISSED));
            boolean ours = i % (WINDOW / (DEVICES * MISSED)) == 0;
            feed.event(ours ? 1 + missed % DEVICES : OTHERS_FROM + i % OTHERS, Clock.micros());
        }
        run.devices().await(before, MISSED + feed.markEnd());
        feed.calm(false);
        double withResume = perDevice(run, new Shape(DEVICES, 1, BATCH + "&cursor=" + cursor), MISSED);
        double without = perDevice(run, fresh, 0);
        run.read(Figure.RESUME, () -> withResume - without);
    }

    private static double perDevice(Run run, Shape shape, int missed) throws IOException {
        run.devices().leave();
        run.devices().become(new Shape(1, 1), run.feed()::last);
        run.devices().leave();
        long before = run.devices().tally().deliveries();
        double cpu = run.server().cpuSeconds();
        run.devices().become(shape, user -> run.feed().last(user) - missed);
        run.devices().await(before, (long) missed * DEVICES);
        return (run.server().cpuSeconds() - cpu) * 1e3 / DEVICES;
    }

    private static String cursor(Run run) {
        CompletableFuture<String> welcome = new CompletableFuture<>();
        URI uri = URI.create("ws://127.0.0.1:" + run.server().port() + "/ws?token="
                + run.tokens().of(1));
        WebSocket socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(uri, new WebSocket.Listener() {
                    @Override
                    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
                        welcome.complete(data.toString());
                        return null;
                    }
                })
                .join();
        Matcher cursor = CURSOR.matcher(welcome.join());
        if (!cursor.find()) {
            throw new IllegalStateException("No cursor in " + welcome.join());
        }
        socket.abort();
        return cursor.group(1);
    }
}
