// A peer of Taskcast's benchmark: Node.js with ws, kafkajs and jsonwebtoken.
// Environment: PORT, KAFKA_BOOTSTRAP_SERVERS, BETTER_AUTH_SECRET.
import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import jwt from 'jsonwebtoken'
import { Kafka, logLevel } from 'kafkajs'
import { WebSocketServer } from 'ws'

const { PORT, KAFKA_BOOTSTRAP_SERVERS, BETTER_AUTH_SECRET } = process.env
const TOPIC = 'task-updates'
const HEARTBEAT_MS = 25_000
const HEARTBEAT = JSON.stringify({ type: 'heartbeat' })
const PONG = JSON.stringify({ type: 'pong' })

/** @type {Map<string, Set<import('ws').WebSocket>>} the sockets of every user */
const users = new Map()
let ready = false

/** The user of a valid token; nothing for an invalid one. */
function userOf(token) {
  try {
    const { sub, exp } = jwt.verify(token, BETTER_AUTH_SECRET, { algorithms: ['HS256'] })
    return exp === undefined ? undefined : sub
  } catch {
    return undefined
  }
}

const server = createServer((request, response) => {
  const status = request.url !== '/ready' ? 404 : ready ? 200 : 503
  response.writeHead(status).end()
})

const sockets = new WebSocketServer({ server, path: '/ws' })

sockets.on('connection', (socket, request) => {
  socket.on('error', () => socket.terminate())
  const user = userOf(new URL(request.url, 'http://localhost').searchParams.get('token') ?? '')
  if (user === undefined) {
    socket.close(4001, 'Authentication failed')
    return
  }
  if (!users.has(user)) users.set(user, new Set())
  users.get(user).add(socket)
  // A timer for each socket, so that heartbeats are spread like the connections.
  const heartbeats = setInterval(() => socket.send(HEARTBEAT), HEARTBEAT_MS)
  socket.on('message', data => answer(socket, data))
  socket.on('close', () => {
    clearInterval(heartbeats)
    const others = users.get(user)
    others.delete(socket)
    if (others.size === 0) users.delete(user)
  })
  socket.send(JSON.stringify({ type: 'welcome', user_id: user }))
})

function answer(socket, data) {
  try {
    if (JSON.parse(data).type === 'ping') socket.send(PONG)
  } catch {
    socket.close(1003, 'Not a JSON object')
  }
}

function deliver(value) {
  const { event_type: event, user_id: user, audience, task } = JSON.parse(value)
  // Encoded once for all receivers.
  const frame = Buffer.from(JSON.stringify({ type: 'task_update', event, task }))
  if (audience === 'all') {
    for (const all of users.values()) send(all, frame)
  } else if (users.has(user)) {
    send(users.get(user), frame)
  }
}

function send(receivers, frame) {
  for (const socket of receivers) {
    if (socket.readyState === socket.OPEN) socket.send(frame, { binary: false })
  }
}

const kafka = new Kafka({ brokers: KAFKA_BOOTSTRAP_SERVERS.split(','), logLevel: logLevel.ERROR })
// Kafka's default settings, except that nothing is committed: a process that starts reads from the end.
const consumer = kafka.consumer({ groupId: `ws-${randomUUID()}` })
// The end is known once a fetch was answered. With an idle topic that takes kafkajs' maxWaitTimeInMs of 5 s.
consumer.on(consumer.events.FETCH, () => {
  ready = true
})

async function eachBatch({ batch, heartbeat }) {
  for (const { offset, value } of batch.messages) {
    try {
      deliver(value)
    } catch {
      console.warn(`The record at ${batch.partition}:${offset} is no event`)
    }
  }
  await heartbeat()
}

process.once('SIGTERM', async () => {
  server.close()
  for (const socket of sockets.clients) socket.close(1012)
  await consumer.disconnect()
  process.exit(0)
})

server.listen(Number(PORT), '127.0.0.1')
await consumer.connect()
await consumer.subscribe({ topic: TOPIC })
await consumer.run({ autoCommit: false, eachBatch })
