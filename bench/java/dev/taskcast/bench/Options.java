package dev.taskcast.bench;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The options of a run: {@link #HELP} lists the names and their meaning. */
final class Options {
    static final String HELP = """
            bench/run [quick] [name=value ...]
              quick                     five minutes: taskcast and vertx with the short warm-up of this preset
              servers=taskcast,vertx    the servers that take part; default: floor,consumer,bare,taskcast,taskcast-streams,
                                        vertx,ws,fastapi
              measures=fan-out-1,idle   what is measured; default: everything, in this order:
                                        %s
              rounds=3                  how many turns each server has
              warm-up=60                seconds of events before the first measure that needs a warm server
              seconds=10                seconds of each throughput, and of the warm-up before each later one
              churn=0                   connections that come and go in the measure churn; 0 leaves it out
              devices=0                 connections of the measure scale, at most 50000; 0 leaves it out. For many, the gateway
                                        needs more heap, direct memory and HTTP_MAX_CONNECTIONS
              java=17,25                the Java of the servers, by version or path; with more than one, each server takes
                                        part on each, as taskcast@17 and so on; default: the Java of this program
              heap=2g                   the heap of each JVM, with its full size from the start
              jvm="-XX:+UseG1GC"        further options of the JVM of taskcast and taskcast-streams
              jvm.zgc="-XX:+UseZGC"     the contestant taskcast-zgc: taskcast with these options in addition; zgc can be any name
              cpu=0                     the core of the servers; BENCH_CPUS (default 1) are the cores of all others""".formatted(String.join(",", Measure.names()));

    /** The preset's name. */
    private static final String QUICK = "quick";

    private static final String VARIANT = "jvm.";
    private static final Map<String, String> DEFAULTS = Map.ofEntries(
            Map.entry("servers", ""),
            Map.entry("measures", ""),
            Map.entry("rounds", "3"),
            Map.entry("warm-up", "60"),
            Map.entry("seconds", "10"),
            Map.entry("churn", "0"),
            Map.entry("devices", "0"),
            Map.entry("java", ""),
            Map.entry("heap", "2g"),
            Map.entry("jvm", ""),
            Map.entry("cpu", "0"));
    private static final Map<String, String> PRESET = Map.of(
            "servers", "taskcast,vertx",
            "measures", "memory,fan-out-1,rate-5000,accepts,fan-out-10",
            "rounds", "1",
            "warm-up", "15",
            "seconds", "5");

    private final Map<String, String> values = new TreeMap<>(DEFAULTS);
    private final boolean quick;
    private final boolean help;

    private Options(List<String> arguments) {
        quick = arguments.contains(QUICK);
        if (quick) {
            values.putAll(PRESET);
        }
        boolean understood = true;
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            String name = argument.substring(0, Math.max(0, equals));
            if (DEFAULTS.containsKey(name) || name.startsWith(VARIANT)) {
                values.put(name, argument.substring(equals + 1));
            } else {
                understood &= argument.equals(QUICK);
            }
        }
        help = !understood;
    }

    /** The options that {@code arguments} give. */
    static Options of(String... arguments) {
        return new Options(List.of(arguments));
    }

    /** Whether the arguments were not understood, or asked for help. */
    boolean help() {
        return help;
    }

    boolean quick() {
        return quick;
    }

    /** All options, including defaults, as a line. */
    @Override
    public String toString() {
        return values.entrySet().stream()
                .filter(it -> !it.getValue().isEmpty())
                .map(it -> it.getKey() + "=" + it.getValue())
                .collect(Collectors.joining(" "));
    }

    int rounds() {
        return number("rounds");
    }

    /** How many seconds of events come before the first measure that needs a warm server. */
    int warmUp() {
        return number("warm-up");
    }

    /** How long a throughput is measured, and the shorter warm-up before each measure except the first. */
    int seconds() {
        return number("seconds");
    }

    /** The number of connections that come and go; 0 leaves this measure out. */
    int churn() {
        return number("churn");
    }

    /** The devices of the measure {@link Scale}. */
    int devices() {
        return number("devices");
    }

    /** The core of the servers. */
    String cpu() {
        return values.get("cpu");
    }

    String heap() {
        return values.get("heap");
    }

    /** The Javas on which each server that needs one takes part. */
    List<Jvm> javas() {
        return Jvm.of(values.get("java"));
    }

    /** Further JVM options for all of our servers. */
    String jvm() {
        return values.get("jvm");
    }

    /** Further JVM options of our servers, by the name of a variant. */
    Map<String, String> variants() {
        Map<String, String> variants = new TreeMap<>();
        values.forEach((name, value) -> {
            if (name.startsWith(VARIANT)) {
                variants.put(name.substring(VARIANT.length()), value);
            }
        });
        return variants;
    }

    /** Whether {@code server}, its name without its Java, takes part. */
    boolean wantsServer(String server) {
        return names("servers").isEmpty() || names("servers").contains(server);
    }

    boolean wantsMeasure(String measure) {
        return names("measures").isEmpty() || names("measures").contains(measure);
    }

    /** Refuses unknown names; {@code servers} are the names of the servers, without their Java. */
    void check(List<String> servers) {
        if (!servers.containsAll(names("servers")) || !Measure.names().containsAll(names("measures"))) {
            throw new IllegalArgumentException("Servers are " + servers + ", measures are " + Measure.names());
        }
    }

    private List<String> names(String option) {
        return values.get(option).isEmpty()
                ? List.of()
                : List.of(values.get(option).split(","));
    }

    private int number(String option) {
        return Integer.parseInt(values.get(option));
    }
}
