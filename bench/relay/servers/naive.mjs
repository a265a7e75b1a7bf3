/** What everybody writes first: ws, and a loop over its clients. It keeps nothing and knows no stores. */
import { createServer } from 'node:http'
import { WebSocketServer } from 'ws'

const server = createServer((request, response) => {
  let text = ''
  request.setEncoding('utf8')
  request.on('data', (data) => {
    text += data
  })
  request.on('end', () => {
    response.writeHead(204).end()
    for (const client of sockets.clients) if (client.readyState === client.OPEN) client.send(text)
  })
})
const sockets = new WebSocketServer({ server })
sockets.on('connection', (socket) => {
  socket.on('error', () => socket.terminate())
  socket.send('ready')
})
server.listen(Number(process.env.PORT), '127.0.0.1')
