package dev.taskcast.reliability;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One address in front of replicas, like a load balancer. New connections go to one replica, and a test can cut all
 * connections.
 */
final class Doorway implements AutoCloseable {
    private final ServerSocket server;
    private final Queue<Socket> open = new ConcurrentLinkedQueue<>();
    private final AtomicInteger connections = new AtomicInteger();
    private volatile URI target;

    Doorway(URI target) {
        this.target = target;
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        start(this::accept);
    }

    URI address() {
        return URI.create("ws://127.0.0.1:" + server.getLocalPort() + "/ws");
    }

    /** Sends new connections to {@code replica}. */
    void leadTo(URI replica) {
        target = replica;
    }

    /** The number of connections so far. */
    int connections() {
        return connections.get();
    }

    /** Cuts all open connections. */
    void cut() {
        for (Socket socket = open.poll(); socket != null; socket = open.poll()) {
            close(socket);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        cut();
    }

    private void accept() {
        try {
            while (true) {
                Socket near = server.accept();
                Socket far = new Socket(target.getHost(), target.getPort());
                connections.incrementAndGet();
                open.add(near);
                open.add(far);
                start(() -> copy(near, far));
                start(() -> copy(far, near));
            }
        } catch (IOException closed) {
            // The scenario is over.
        }
    }

    private static void copy(Socket from, Socket to) {
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            in.transferTo(out);
        } catch (IOException cut) {
            // Both ends are closed.
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException gone) {
            // The test intends this failure.
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "doorway");
        thread.setDaemon(true);
        thread.start();
    }
}
