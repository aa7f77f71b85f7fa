package dev.taskcast.bench;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What is asked of a run.
 *
 * @param servers names of contestants; empty: all
 * @param measures what is measured; empty: everything
 * @param rounds how often each contestant has its turn
 * @param warmUp seconds of events before the first throughput is measured
 * @param seconds how long a throughput is measured, and the shorter warm-up before each but the first
 * @param churn connections that come and go; 0: none
 * @param cpu the core of the servers
 */
record Options(
        boolean help,
        List<String> servers,
        List<String> measures,
        int rounds,
        int warmUp,
        int seconds,
        int churn,
        String cpu) {
    static final String HELP = """
            bench/run [name=value ...]
              servers=taskcast,vertx    who takes part; default: floor,consumer,bare,taskcast,taskcast-streams,
                                        vertx,ws,fastapi
              measures=fan-out-1,idle   what is measured; default: everything, in this order:
                                        %s
              rounds=3                  how often each server has its turn
              warm-up=60                how long a server gets events before its first throughput is measured, in seconds
              seconds=10                how long a throughput is measured; before the later ones the server gets as many
              churn=0                   connections that come and go in the measure churn; 0: none
              cpu=0                     the core of the servers; BENCH_CPUS (default 1) are those of everything else""".formatted(names());

    Options {
        servers = List.copyOf(servers);
        measures = List.copyOf(measures);
    }

    /** Those that {@code arguments} give. */
    static Options of(String[] arguments) {
        List<String> servers = List.of();
        List<String> measures = List.of();
        int rounds = 3;
        int warmUp = 60;
        int seconds = 10;
        int churn = 0;
        String cpu = "0";
        boolean help = false;
        for (String argument : arguments) {
            String value = argument.substring(argument.indexOf('=') + 1);
            switch (argument.substring(0, Math.max(0, argument.indexOf('=')))) {
                case "servers" -> servers = List.of(value.split(","));
                case "measures" -> measures = List.of(value.split(","));
                case "rounds" -> rounds = Integer.parseInt(value);
                case "warm-up" -> warmUp = Integer.parseInt(value);
                case "seconds" -> seconds = Integer.parseInt(value);
                case "churn" -> churn = Integer.parseInt(value);
                case "cpu" -> cpu = value;
                default -> help = true;
            }
        }
        return new Options(help, servers, measures, rounds, warmUp, seconds, churn, cpu);
    }

    /** Refuses names that nobody has; {@code contestants} are those of the servers. */
    void check(List<String> contestants) {
        List<String> all = Measure.ALL.stream().map(Measure::name).toList();
        if (!contestants.containsAll(servers) || !all.containsAll(measures)) {
            throw new IllegalArgumentException("Servers are " + contestants + ", measures are " + names());
        }
    }

    private static String names() {
        return Measure.ALL.stream().map(Measure::name).distinct().collect(Collectors.joining(","));
    }
}
