package dev.taskcast.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that sends given bytes to each device for any request, cut into packets of a given length. */
final class GivenServer implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 500, InetAddress.getLoopbackAddress());
    private final List<Socket> devices = new CopyOnWriteArrayList<>();
    private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
    private final AtomicInteger resets = new AtomicInteger();
    private final String answer;
    private final int packet;

    /** Each character of {@code answer} is a byte. */
    GivenServer(String answer, int packet) throws IOException {
        this.answer = answer;
        this.packet = packet;
        start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** How many devices have connected and were sent the answer; later bytes follow it. */
    int accepted() {
        return devices.size();
    }

    /** How many devices have reset their connection. */
    int resets() {
        return resets.get();
    }

    /** Everything that devices have sent. */
    String heard() {
        return heard.toString(StandardCharsets.ISO_8859_1);
    }

    /** Sends {@code more} to every connected device. */
    void send(String more) {
        devices.forEach(device -> write(device, more));
    }

    /** Ends all connections in good order. */
    void end() throws IOException {
        for (Socket device : devices) {
            device.shutdownOutput();
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "given server");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket device = server.accept();
                device.setTcpNoDelay(true);
                start(() -> serve(device));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void serve(Socket device) {
        try {
            write(device, answer);
            devices.add(device);
            byte[] bytes = new byte[1024];
            for (int length = 0; length >= 0; length = device.getInputStream().read(bytes)) {
                heard.write(bytes, 0, length);
            }
        } catch (IOException | UncheckedIOException gone) {
            resets.incrementAndGet();
        }
    }

    private void write(Socket device, String text) {
        try {
            for (int at = 0; at < text.length(); at += packet) {
                device.getOutputStream()
                        .write(text.substring(at, Math.min(text.length(), at + packet))
                                .getBytes(StandardCharsets.ISO_8859_1));
            }
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket device : devices) {
            device.close();
        }
    }
}
