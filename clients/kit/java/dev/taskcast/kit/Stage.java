package dev.taskcast.kit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jose4j.json.JsonUtil;

/**
 * The place where one scenario is played: its own server, one process of the client, and everything that was seen of
 * both.
 *
 * <p>The stage's monitor guards it and the fields of its lines; everything that is seen wakes the waiting threads.
 */
final class Stage implements AutoCloseable {
    /** How long a client may take to send its first frame; PROTOCOL.md says so under limits. */
    private static final int FIRST_FRAME_MS = 5_000;

    /** The lines in the order in which they came. */
    final List<ServerLine> lines = new ArrayList<>();
    /** What the client's application was told. */
    final List<String> heard = new ArrayList<>();

    final Rules rules;
    final Subject subject;
    private final ServerSocket server;
    private String fault = "";

    Stage(List<Map<String, Object>> always, List<String> command) throws IOException {
        rules = new Rules(always, this::failed);
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Threads.start(this::accept);
        String address = "ws://127.0.0.1:" + server.getLocalPort() + "/ws";
        subject = new Subject(command, address, this::said);
        subject.whenOver(this::look);
    }

    private void accept() {
        try {
            while (true) {
                Socket tcp = server.accept();
                Threads.start(() -> serve(tcp));
            }
        } catch (IOException closed) {
            // The scenario is over.
        }
    }

    private void serve(Socket tcp) {
        try {
            ServerLine line = new ServerLine(tcp);
            if (!line.handshake()) {
                line.refuse(404);
                return;
            }
            arrived(line);
            try {
                line.read(this);
            } catch (IOException gone) {
                ended(line);
            }
        } catch (IOException gone) {
            // No request came.
        }
    }

    private synchronized void arrived(ServerLine line) throws IOException {
        if (line.hasMore()) {
            rules.broken("waits-for-the-handshake", "bytes came before the answer of the handshake");
        }
        lines.add(line);
        notifyAll();
    }

    private synchronized void ended(ServerLine line) {
        line.ended = true;
        line.left = true;
        notifyAll();
    }

    private synchronized void said(String words) {
        heard.add(words);
        notifyAll();
    }

    private synchronized void look() {
        notifyAll();
    }

    private synchronized void failed(String words) {
        fault = fault.isEmpty() ? words : fault;
        notifyAll();
    }

    synchronized void wrong(String rule, String words) {
        rules.broken(rule, words);
    }

    synchronized void pong(ServerLine line, String text) {
        line.pongs.add(text);
        notifyAll();
    }

    synchronized void closes(ServerLine line, int code) {
        line.code = line.code == 0 ? code : line.code;
        line.left = true;
        if (!line.silent) {
            line.close(code == 1005 ? 1000 : code, "");
        }
        notifyAll();
    }

    synchronized void hear(ServerLine line, String text) {
        if (!line.answered) {
            rules.broken("waits-for-the-handshake", "bytes came before the answer of the handshake");
        }
        Map<String, Object> frame = rules.message(text, line.times);
        if ("ping".equals(frame.get("type")) && !line.silent) {
            Map<String, Object> pong = new LinkedHashMap<>(Map.of("type", "pong"));
            if (frame.containsKey("id")) {
                pong.put("id", frame.get("id"));
            }
            pong.put("cursor", line.cursor);
            line.send(JsonUtil.toJson(pong), 1);
        } else if (!"ack".equals(frame.get("type"))) {
            line.frames.add(frame);
        }
        notifyAll();
    }

    /** Waits until the condition holds or the time is over, unless a fault comes first. */
    synchronized boolean within(long ms, BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ms);
        try {
            while (true) {
                if (!fault.isEmpty()) {
                    throw new IllegalStateException(fault);
                }
                if (condition.getAsBoolean()) {
                    return true;
                }
                long left = end - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", interrupted);
        }
    }

    /** Answers the handshake of a line, and waits for its first frame if it brought no token. */
    synchronized void open(ServerLine line) {
        Optional<String> token;
        try {
            token = line.welcome();
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
        if (token.isPresent()) {
            line.first = new LinkedHashMap<>();
            line.first.put("token", token.get());
            line.first.put("cursor", line.parameter("cursor").orElse(null));
            line.first.put("accept", line.parameter("accept").stream().toList());
            rules.cursor(line.first.get("cursor"));
        } else if (within(FIRST_FRAME_MS, () -> !line.frames.isEmpty() || line.ended) && !line.frames.isEmpty()) {
            line.first = line.frames.remove();
        }
        if (line.first == null || line.first.get("token") == null) {
            rules.broken("token-in-time", "no token came with the handshake or in the first frame");
        }
        long open = lines.stream().filter(one -> one.answered && !one.left).count();
        if (open > 2) {
            rules.broken("two-lines-at-most", open + " lines are open");
        }
        within(0, () -> true);
    }

    synchronized void send(ServerLine line, Map<String, Object> frame, int pieces) {
        rules.sent(frame);
        line.cursor = frame.getOrDefault("cursor", line.cursor);
        line.send(JsonUtil.toJson(frame), pieces);
    }

    @Override
    public void close() throws IOException {
        server.close();
        synchronized (this) {
            lines.forEach(ServerLine::cut);
        }
    }
}
