package dev.taskcast.bench.peer;

import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;

/** The least that an application in the gateway's own container can be: what a connection keeps there is the container's. */
@ServerEndpoint("/ws")
public final class BareEndpoint {
    /** Welcomes whoever comes. */
    @OnOpen
    public void open(Session session) {
        session.getAsyncRemote().sendText("{\"type\":\"welcome\"}");
    }
}
