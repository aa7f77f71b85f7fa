package dev.taskcast.reliability;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;

/** A server that answers each request with the next prepared answer, right or wrong. */
final class StreamServer implements AutoCloseable {
    private final BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();
    private final List<HttpExchange> requests = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;

    /** Handles one request. */
    @FunctionalInterface
    interface Answer {
        void to(HttpExchange request) throws Exception;
    }

    StreamServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/events", this::answer);
        server.start();
    }

    /** The URI that a device gets. */
    URI gateway() {
        return URI.create("ws://127.0.0.1:" + server.getAddress().getPort());
    }

    StreamServer then(Answer answer) {
        answers.add(answer);
        return this;
    }

    /** Answers the next request with a stream that has {@code frames} as events and then ends. */
    StreamServer then(String... frames) {
        return then(request -> {
            OutputStream stream = begin(request);
            for (String frame : frames) {
                send(stream, frame);
            }
            stream.close();
        });
    }

    /** The requests so far. */
    List<HttpExchange> requests() {
        return requests;
    }

    /** Begins a stream. */
    static OutputStream begin(HttpExchange request) throws IOException {
        request.getResponseHeaders().set("Content-Type", "text/event-stream;charset=utf-8");
        request.sendResponseHeaders(200, 0);
        return request.getResponseBody();
    }

    static void send(OutputStream stream, String event) throws IOException {
        stream.write(event.getBytes(StandardCharsets.UTF_8));
        stream.flush();
    }

    private void answer(HttpExchange request) throws IOException {
        requests.add(request);
        try (request) {
            answers.take().to(request);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        } catch (IOException failed) {
            throw failed;
        } catch (Exception failed) {
            throw new IOException(failed);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
