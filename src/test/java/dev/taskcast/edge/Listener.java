package dev.taskcast.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A device by server-sent events: its stream, parsed by the rules of the standard, and everything that it received. */
final class Listener implements AutoCloseable {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Duration ANSWER = Duration.ofSeconds(60);
    private static final long PATIENCE_SECONDS = 60;
    private static final Event END = new Event("", 0, "");

    private final HttpResponse<InputStream> response;
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private String lastId = "";
    private int retry;

    /**
     * One event.
     *
     * @param id the newest id so far, of this event or an earlier one
     * @param retry the newest time to wait before the next try, in milliseconds
     */
    record Event(String id, int retry, String data) {
        Frame frame() {
            return Frame.read(data);
        }

        boolean isEnd() {
            return data.isEmpty();
        }
    }

    private Listener(HttpRequest request) throws IOException, InterruptedException {
        response = HTTP.send(request, HttpResponse.BodyHandlers.ofInputStream());
        if (status() == 200) {
            Thread reader = new Thread(this::read, "listener");
            reader.setDaemon(true);
            reader.start();
        }
    }

    /** The answer of {@code gateway} to {@code knock}, which is a stream or not. */
    static Listener of(URI gateway, Knock knock) throws IOException, InterruptedException {
        String query = knock.query().isEmpty() ? "" : "?" + knock.query();
        HttpRequest.Builder request =
                HttpRequest.newBuilder(gateway.resolve("/events" + query)).timeout(ANSWER);
        knock.headers().forEach(request::header);
        return new Listener(request.build());
    }

    int status() {
        return response.statusCode();
    }

    /** The values of a header of the answer. */
    List<String> answered(String header) {
        return response.headers().allValues(header);
    }

    /** The next event that is not a heartbeat. */
    Event nextEvent() throws InterruptedException {
        Event event = eventOrEnd();
        while (!event.isEnd() && event.frame().type().equals("heartbeat")) {
            event = eventOrEnd();
        }
        assertThat(event.isEnd()).as("the stream has ended").isFalse();
        return event;
    }

    /** The next frame, which must be of {@code type}. */
    Frame next(String type) throws InterruptedException {
        Frame frame = nextEvent().frame();
        assertThat(frame.type()).as(frame.text()).isEqualTo(type);
        return frame;
    }

    /** The task of the next frame, which must be an event. */
    String nextTask() throws InterruptedException {
        return next("task_update").task();
    }

    /** The next event of any type, including heartbeats. */
    Frame nextOfAny() throws InterruptedException {
        return eventOrEnd().frame();
    }

    /** The last event, such as {@code 4001 token expired new-token}; the response must end after it. */
    String end() throws InterruptedException {
        Event last = nextEvent();
        assertThat(last.retry()).isBetween(1_000, 5_000);
        Map<String, Object> close = new HashMap<>(last.frame().fields());
        assertThat(close).containsOnlyKeys("type", "code", "reason", "advice").containsEntry("type", "close");
        assertThat(eventOrEnd().isEnd()).as("the end after the last event").isTrue();
        return close.get("code") + " " + close.get("reason") + " " + close.get("advice");
    }

    /** The problem document in the answer. */
    Map<String, Object> problem() throws IOException {
        assertThat(answered("Content-Type")).isEqualTo(List.of("application/problem+json"));
        try (InputStream body = response.body()) {
            return Frame.read(new String(body.readAllBytes(), StandardCharsets.UTF_8))
                    .fields();
        }
    }

    /** Leaves. */
    @Override
    public void close() throws IOException {
        response.body().close();
    }

    private Event eventOrEnd() throws InterruptedException {
        Event event = events.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(event).as("an event within %d s", PATIENCE_SECONDS).isNotNull();
        return event;
    }

    private void read() {
        StringBuilder data = new StringBuilder();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.isEmpty() && data.length() > 0) {
                    events.add(new Event(lastId, retry, data.substring(0, data.length() - 1)));
                    data.setLength(0);
                } else {
                    take(line, data);
                }
            }
        } catch (IOException left) {
            // Either side may have ended it.
        }
        events.add(END);
    }

    private void take(String line, StringBuilder data) {
        if (line.startsWith("data: ")) {
            data.append(line.substring("data: ".length())).append('\n');
        } else if (line.startsWith("id: ")) {
            lastId = line.substring("id: ".length());
        } else if (line.startsWith("retry: ")) {
            retry = Integer.parseInt(line.substring("retry: ".length()));
        }
    }
}
