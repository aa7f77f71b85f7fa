package dev.taskcast.admin;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** The name of this replica: its pod's name, or its machine's name. */
final class ThisReplica {
    static final String NAME = name();

    private ThisReplica() {}

    private static String name() {
        String pod = System.getenv("HOSTNAME");
        if (pod != null && !pod.isBlank()) {
            return pod;
        }
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            return "localhost";
        }
    }
}
