package dev.taskcast.bench.peer;

import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;

/** The smallest application in the gateway's own container: the memory of a connection here is the container's. */
@ServerEndpoint("/ws")
public final class BareEndpoint {
    /** Welcomes every client. */
    @OnOpen
    public void open(Session session) {
        session.getAsyncRemote().sendText("{\"type\":\"welcome\"}");
    }
}
