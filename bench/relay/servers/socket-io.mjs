/** Socket.IO as its documents show it: Redis streams adapter and recovery of a connection's state. */
import { createServer } from 'node:http'
import { createRequire } from 'node:module'

// From the folder of the peers, which is no part of the project.
const require = createRequire(process.env.PEERS)
const { Server } = require('socket.io')
const { createAdapter } = require('@socket.io/redis-streams-adapter')
const { createClient } = require('redis')

const redis = createClient({ url: process.env.REDIS_URL })
await redis.connect()
const server = createServer((request, response) => {
  let text = ''
  request.setEncoding('utf8')
  request.on('data', (data) => {
    text += data
  })
  request.on('end', () => {
    response.writeHead(204).end()
    io.emit('entry', JSON.parse(text))
  })
})
const io = new Server({
  adapter: createAdapter(redis),
  transports: ['websocket'],
  connectionStateRecovery: { maxDisconnectionDuration: 120_000 },
})
io.attach(server)
server.listen(Number(process.env.PORT), '127.0.0.1')
