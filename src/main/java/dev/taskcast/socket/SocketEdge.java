package dev.taskcast.socket;

import dev.taskcast.admission.FrontDoor;
import dev.taskcast.config.SocketSettings;
import dev.taskcast.sessions.SessionThreads;
import dev.taskcast.wire.ClientFrameParser;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** The objects that every connection of this edge works with. */
@Singleton
record SocketEdge(
        FrontDoor door,
        SocketSettings settings,
        ClientFrameParser frames,
        SessionThreads threads,
        SocketMetrics metrics,
        Leaving leaving) {
    @Inject
    SocketEdge {}
}
