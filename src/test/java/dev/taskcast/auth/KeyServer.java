package dev.taskcast.auth;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** The JWKS endpoint of an issuer, on this machine. It counts its reads, and fails or hangs when a test tells it to. */
public final class KeyServer implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger reads = new AtomicInteger();
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile String document;
    private volatile int status = 200;
    private volatile String location;
    private volatile boolean hanging;

    public KeyServer(String document) throws IOException {
        this.document = document;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/jwks", this::answer);
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/jwks";
    }

    public int reads() {
        return reads.get();
    }

    public void publishes(String newDocument) {
        document = newDocument;
    }

    public void answersWith(int newStatus) {
        status = newStatus;
    }

    public void redirectsTo(String url) {
        location = url;
        status = 302;
    }

    /** From now on, it sends headers and half of the body, and then nothing. */
    public void hangs(boolean hangs) {
        hanging = hangs;
    }

    private void answer(HttpExchange exchange) throws IOException {
        reads.incrementAndGet();
        byte[] body = document.getBytes(StandardCharsets.UTF_8);
        try (exchange) {
            if (location != null) {
                exchange.getResponseHeaders().add("Location", location);
            }
            exchange.sendResponseHeaders(status, body.length);
            if (hanging) {
                exchange.getResponseBody().write(body, 0, body.length / 2);
                exchange.getResponseBody().flush();
                closing.await();
            }
            exchange.getResponseBody().write(body);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
