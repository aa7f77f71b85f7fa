package dev.taskcast.kit;

import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jose4j.json.JsonUtil;

/** Plays one scenario: what each step does. A step's first field is its name. */
final class Play {
    private static final int USUAL_MS = 5_000;
    private static final int FIRST_MS = 20_000;
    /** How long the kit waits after the last step; anything that comes in this time is a fault. */
    private static final int AFTER_MS = 200;

    private final Stage stage;
    private final Map<String, Object> defaults;
    private final Map<String, ServerLine> named = new HashMap<>();
    private int claimed;
    private int compared;
    /** When the previous step ended. */
    private long since = System.nanoTime();

    private Play(Stage stage, Map<String, Object> defaults) {
        this.stage = stage;
        this.defaults = defaults;
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> object(Object value) {
        return (Map<String, Object>) value;
    }

    @SuppressWarnings("unchecked")
    static List<Map<String, Object>> objects(Object value) {
        return (List<Map<String, Object>>) value;
    }

    /** The client's fault in words; empty if there is no fault. */
    static String play(Map<String, Object> script, Map<String, Object> scenario, List<String> command)
            throws IOException {
        List<Map<String, Object>> steps = objects(scenario.get("steps"));
        int at = 0;
        String wrong = "";
        Stage stage = new Stage(objects(script.get("always")), command);
        try (stage) {
            Play play = new Play(stage, object(script.get("defaults")));
            for (Map<String, Object> step : steps) {
                at++;
                play.step(step);
            }
            if (!steps.get(at - 1).containsKey("turn_away")) { // otherwise the client comes again
                play.quiet(AFTER_MS);
                play.heard(List.of(), 0);
            }
        } catch (IllegalStateException failed) {
            wrong = failed.getMessage() + "\n  at step " + at + " " + JsonUtil.toJson(steps.get(at - 1)) + "; clauses "
                    + scenario.get("clauses") + "\n  it said: " + stage.heard;
        }
        String complaints = stage.subject.end();
        return wrong.isEmpty() || complaints.isEmpty() ? wrong : wrong + "\n  its error stream: " + complaints;
    }

    private void step(Map<String, Object> step) {
        String name = step.keySet().iterator().next();
        Object value = step.get(name);
        switch (name) {
            case "connect" -> connect((String) value, step);
            case "send" -> objects(step.get("frames")).forEach(frame -> send(line(value), frame, pieces(step)));
            case "batch" -> batch(line(value), objects(step.get("frames")));
            case "heard" -> heard((List<?>) value, limit(step, 1, USUAL_MS));
            case "expect" -> expect(line(value), object(step.get("frame")), step);
            case "closed" -> closed(line(value), step);
            case "close" -> close(line(value), integer(step.get("code")), (String) step.get("reason"));
            case "cut" -> line(value).cut();
            case "silent" -> silent(line(value));
            case "open" -> ((List<?>) value).forEach(this::open);
            case "quiet" -> quiet(integer(value));
            case "wait" -> stage.within(integer(value), () -> false);
            case "ping" -> ping(line(value));
            case "leave" -> stage.subject.leave();
            case "turn_away" -> turnAway(integer(value), step);
            default -> throw new IllegalStateException("the scenario has a step that nobody knows: " + name);
        }
        since = System.nanoTime();
    }

    private void connect(String name, Map<String, Object> step) {
        int most = limit(step, 1, USUAL_MS);
        until(most, () -> stage.lines.size() > claimed || stage.subject.isOver(), "a new connection");
        check(stage.lines.size() > claimed, "its process has ended");
        ServerLine line = stage.lines.get(claimed++);
        named.put(name, line);
        long ms = Math.max(0, line.arrived - since) / 1_000_000;
        check(ms >= limit(step, 0, 0), "it connected after " + ms + " ms");
        if (step.containsKey("status")) {
            line.refuse(integer(step.get("status")));
            return;
        }
        stage.open(line);
        compare(object(step.getOrDefault("first", Map.of())), line.first, "the first frame");
    }

    private void send(ServerLine line, Map<String, Object> frame, int pieces) {
        stage.send(line, whole(frame), pieces);
    }

    private void batch(ServerLine line, List<Map<String, Object>> frames) {
        if (line.first.get("accept") instanceof List<?> accept && accept.contains("batch")) {
            Map<String, Object> batch = new LinkedHashMap<>(Map.of("type", "batch"));
            batch.put("frames", frames.stream().map(this::whole).toList());
            stage.send(line, batch, 1);
        } else {
            frames.forEach(frame -> send(line, frame, 1));
        }
    }

    private void heard(List<?> words, int ms) {
        stage.within(ms, () -> stage.heard.size() >= compared + words.size());
        synchronized (stage) {
            List<String> news = stage.heard.subList(compared, stage.heard.size());
            check(news.equals(words), "it said " + news + ", not " + words);
            compared = stage.heard.size();
        }
    }

    private void expect(ServerLine line, Map<String, Object> wanted, Map<String, Object> step) {
        Object type = wanted.get("type");
        BooleanSupplier there = () -> line.frames.stream().anyMatch(one -> type.equals(one.get("type")));
        until(limit(step, 1, USUAL_MS), there, "a frame " + wanted);
        long ms = (System.nanoTime() - since) / 1_000_000;
        check(ms >= limit(step, 0, 0), type + " came after " + ms + " ms");
        synchronized (stage) {
            Map<String, Object> found = line.frames.remove();
            while (!type.equals(found.get("type"))) {
                found = line.frames.remove();
            }
            compare(wanted, found, "the frame");
        }
    }

    private void closed(ServerLine line, Map<String, Object> step) {
        until(limit(step, 1, USUAL_MS), () -> line.left, "the end of a line");
        if (step.containsKey("code")) {
            check(
                    line.code == integer(step.get("code")),
                    "it ended a line with " + line.code + ", 0 is without a word");
        }
    }

    private void close(ServerLine line, int code, String reason) {
        silent(line); // a close is not answered with another close
        line.close(code, reason);
        stage.within(3_000, () -> line.left);
        if (line.code == 0) {
            stage.wrong("answers-a-close", code + " was not answered");
        }
        line.cut();
    }

    private void silent(ServerLine line) {
        synchronized (stage) {
            line.silent = true;
        }
    }

    private void open(Object name) {
        stage.within(0, () -> true);
        check(!line(name).left, "line " + name + " has ended");
    }

    /** For this time the client only pings, acknowledges and listens. */
    private void quiet(int ms) {
        List<?> before;
        synchronized (stage) {
            before = still(claimed);
        }
        boolean moved = stage.within(ms, () -> !still(stage.lines.size()).equals(before));
        check(!moved, "it was to be quiet: connections, ended ones and frames were " + before);
    }

    private List<?> still(int connections) {
        List<?> frames = stage.lines.stream()
                .flatMap(line -> line.frames.stream())
                .filter(frame -> !"ping".equals(frame.get("type")))
                .toList();
        return List.of(
                connections, stage.lines.stream().filter(line -> line.left).count(), frames);
    }

    private void ping(ServerLine line) {
        line.ping("are you there?");
        until(USUAL_MS, () -> !line.pongs.isEmpty(), "a pong of the protocol");
        synchronized (stage) {
            check("are you there?".equals(line.pongs.remove()), "the pong has another text than the ping");
        }
    }

    /** Welcomes and closes every connection, and counts how many come. */
    private void turnAway(int code, Map<String, Object> step) {
        int during = integer(step.get("during"));
        int count = 0;
        long end = 0;
        while (stage.within(
                count == 0 ? FIRST_MS : (end - System.nanoTime()) / 1_000_000,
                () -> stage.lines.size() > claimed || stage.subject.isOver())) {
            end = count == 0 ? System.nanoTime() + during * 1_000_000L : end;
            connect("turned-away", Map.of());
            objects(step.get("frames")).forEach(frame -> send(line("turned-away"), frame, 1));
            close(line("turned-away"), code, "try again later");
            count++;
        }
        check(
                count >= integer(step.get("at_least")) && count <= integer(step.get("at_most")),
                count + " connections in " + during + " ms");
    }

    private ServerLine line(Object name) {
        return Objects.requireNonNull(named.get(name), () -> "the scenario names a line that is not there: " + name);
    }

    private Map<String, Object> whole(Map<String, Object> frame) {
        Map<String, Object> whole = new LinkedHashMap<>();
        whole.put("type", frame.get("type"));
        whole.putAll(object(defaults.getOrDefault(frame.get("type"), Map.of())));
        whole.putAll(frame);
        return whole;
    }

    private void until(int ms, BooleanSupplier condition, String words) {
        check(stage.within(ms, condition), "waited " + ms + " ms in vain for " + words);
    }

    /** {@code null} means absent. */
    private static void compare(Map<String, Object> wanted, Map<String, Object> found, String what) {
        wanted.forEach((field, value) -> check(
                found != null && Objects.equals(found.get(field), value),
                what + " has not " + field + " " + value + ": " + found));
    }

    private static void check(boolean good, String words) {
        if (!good) {
            throw new IllegalStateException(words);
        }
    }

    private static int limit(Map<String, Object> step, int index, int usual) {
        return step.get("within") instanceof List<?> within ? integer(within.get(index)) : usual;
    }

    private static int pieces(Map<String, Object> step) {
        return integer(step.getOrDefault("pieces", 1));
    }

    private static int integer(Object number) {
        return ((Number) number).intValue();
    }
}
