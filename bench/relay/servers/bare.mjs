/**
 * The floor under every program of Node that sends to each screen by itself: the frame is made once, and each socket is
 * given the same bytes. No ws, no queue, no state.
 */
import { createHash } from 'node:crypto'
import { createServer } from 'node:http'

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'
const sockets = new Set()

const server = createServer((request, response) => {
  let text = ''
  request.setEncoding('utf8')
  request.on('data', (data) => {
    text += data
  })
  request.on('end', () => {
    response.writeHead(204).end()
    const frame = frameOf(text)
    for (const socket of sockets) socket.write(frame)
  })
})
server.on('upgrade', (request, socket) => {
  const accept = createHash('sha1').update(`${request.headers['sec-websocket-key']}${GUID}`).digest('base64')
  const head = ['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade']
  socket.write(`${[...head, `Sec-WebSocket-Accept: ${accept}`].join('\r\n')}\r\n\r\n`)
  socket.setNoDelay()
  socket.write(frameOf('ready'))
  socket.resume()
  sockets.add(socket)
  socket.on('close', () => sockets.delete(socket))
  socket.on('error', () => socket.destroy())
})
server.listen(Number(process.env.PORT), '127.0.0.1')

function frameOf(text) {
  const payload = Buffer.from(text)
  const { length } = payload
  const head = length < 126 ? [0x81, length] : [0x81, 126, length >> 8, length & 255]
  return Buffer.concat([Buffer.from(head), payload])
}
