package dev.taskcast.reliability;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * A user with one device and a steady, slow series of events. It measures the time that each event takes from its
 * producer to the device.
 */
final class Canary implements AutoCloseable, WebSocket.Listener {
    private static final Pattern ID = Pattern.compile("\"task\":\\{\"id\":(\\d+)");
    private static final String USER = "canary";
    private static final long EVERY_MS = 50;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "canary");
        thread.setDaemon(true);
        return thread;
    });
    private final KafkaProducer<String, byte[]> producer;
    private final WebSocket socket;
    private final Map<Long, Long> published = new ConcurrentHashMap<>();
    private final Map<Long, Long> took = new ConcurrentHashMap<>();
    private final StringBuilder text = new StringBuilder();
    private volatile int closed = -1;
    private long number;

    /** Connects the device, and begins to publish. */
    Canary(URI gateway, Ring ring) {
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", ring.broker().address(), "acks", "1", "linger.ms", 0),
                new StringSerializer(),
                new ByteArraySerializer());
        socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .header("Authorization", "Bearer " + ring.tokens().of(USER))
                .buildAsync(gateway.resolve("/ws"), this)
                .join();
        timer.scheduleAtFixedRate(this::publish, EVERY_MS, EVERY_MS, TimeUnit.MILLISECONDS);
    }

    /** Forgets the events so far. */
    void begin() {
        published.clear();
        took.clear();
    }

    /**
     * The latencies in milliseconds, in ascending order. For an event that has not come yet, it is the time until now.
     */
    List<Long> latencies() {
        long now = System.nanoTime();
        LongStream open = published.entrySet().stream()
                .filter(entry -> !took.containsKey(entry.getKey()))
                .mapToLong(entry -> now - entry.getValue());
        return LongStream.concat(open, took.values().stream().mapToLong(Long::longValue))
                .map(TimeUnit.NANOSECONDS::toMillis)
                .sorted()
                .boxed()
                .toList();
    }

    /** The code with which the gateway closed the device; -1 while it is open. */
    int closed() {
        return closed;
    }

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence part, boolean last) {
        text.append(part);
        if (last) {
            Matcher id = ID.matcher(text);
            if (id.find()) {
                Long event = Long.valueOf(id.group(1));
                Long at = published.get(event);
                if (at != null) {
                    took.put(event, System.nanoTime() - at);
                }
            }
            text.setLength(0);
        }
        webSocket.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
        closed = code;
        return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable failure) {
        closed = Close.CUT.code();
    }

    @Override
    public void close() {
        timer.shutdownNow();
        producer.close();
        socket.abort();
    }

    private void publish() {
        long event = ++number;
        String json = "{\"event_type\":\"task.updated\",\"user_id\":\"" + USER + "\",\"task\":{\"id\":" + event + "}}";
        published.put(event, System.nanoTime());
        producer.send(new ProducerRecord<>(Ring.TOPIC, USER, json.getBytes(StandardCharsets.UTF_8)));
    }
}
