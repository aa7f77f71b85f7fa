package dev.taskcast.edge;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** A receiver of spans by OTLP over HTTP, in protobuf (opentelemetry-proto: trace.proto, common.proto). */
final class SpanReceiver implements AutoCloseable {
    private static final int STRING = 1;
    private static final int BOOLEAN = 2;
    private static final int INTEGER = 3;

    private final HttpServer server;
    private final List<Span> spans = new CopyOnWriteArrayList<>();
    private final List<String> paths = new CopyOnWriteArrayList<>();
    private final List<String> bodies = new CopyOnWriteArrayList<>();

    /** One span, with its ids in hexadecimal. */
    record Span(String service, String trace, String id, String parent, String name, Map<String, String> attributes) {}

    SpanReceiver() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException noPort) {
            throw new IllegalStateException(noPort);
        }
        server.createContext("/", this::take);
        server.start();
    }

    String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** The spans of {@code trace} named {@code name} so far. */
    List<Span> named(String name, String trace) {
        return spans.stream()
                .filter(span -> span.name().equals(name) && span.trace().equals(trace))
                .toList();
    }

    /** All spans so far. */
    List<Span> spans() {
        return spans;
    }

    /** The paths of all posts. */
    List<String> paths() {
        return paths;
    }

    /** Every byte that came, one character for each byte. */
    String everything() {
        return String.join("", bodies);
    }

    private void take(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        bodies.add(new String(body, StandardCharsets.ISO_8859_1));
        paths.add(exchange.getRequestURI().getPath());
        List<Protobuf> resources =
                paths.get(paths.size() - 1).equals("/v1/traces") ? new Protobuf(body).messages(1) : List.of();
        for (Protobuf resource : resources) {
            Map<String, String> about = attributes(resource.messages(1).get(0), 1);
            for (Protobuf scope : resource.messages(2)) {
                scope.messages(2).forEach(span -> spans.add(span(about.getOrDefault("service.name", ""), span)));
            }
        }
        exchange.sendResponseHeaders(200, -1);
        exchange.close();
    }

    private static Span span(String service, Protobuf span) {
        return new Span(
                service, hex(span, 1), hex(span, 2), hex(span, 4), span.text(5).orElse(""), attributes(span, 9));
    }

    private static String hex(Protobuf message, int field) {
        return HexFormat.of().formatHex(message.bytes(field).orElse(new byte[0]));
    }

    private static Map<String, String> attributes(Protobuf message, int field) {
        return message.messages(field).stream()
                .collect(Collectors.toMap(pair -> pair.text(1).orElse(""), pair -> value(pair.messages(2))));
    }

    private static String value(List<Protobuf> any) {
        return any.isEmpty()
                ? ""
                : any.get(0)
                        .text(STRING)
                        .or(() -> any.get(0).number(BOOLEAN).map(bit -> Boolean.toString(bit == 1)))
                        .or(() -> any.get(0).number(INTEGER).map(String::valueOf))
                        .orElse("");
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
