"""Django Channels as its tutorial shows it: one consumer, one group, channels_redis between them."""
import os

import django
from django.conf import settings

settings.configure(
    SECRET_KEY="bench",
    ALLOWED_HOSTS=["*"],
    INSTALLED_APPS=["channels"],
    CHANNEL_LAYERS={
        "default": {
            "BACKEND": "channels_redis.core.RedisChannelLayer",
            "CONFIG": {"hosts": [os.environ["REDIS_URL"]], "capacity": 1000},
        }
    },
)
django.setup()

from channels.generic.websocket import AsyncWebsocketConsumer  # noqa: E402
from channels.layers import get_channel_layer  # noqa: E402
from channels.routing import ProtocolTypeRouter  # noqa: E402


class Screen(AsyncWebsocketConsumer):
    async def connect(self):
        await self.channel_layer.group_add("screens", self.channel_name)
        await self.accept()
        await self.send(text_data="ready")

    async def disconnect(self, code):
        await self.channel_layer.group_discard("screens", self.channel_name)

    async def entry(self, event):
        await self.send(text_data=event["text"])


async def publish(scope, receive, send):
    body = b""
    while True:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body", False):
            break
    await get_channel_layer().group_send("screens", {"type": "entry", "text": body.decode()})
    await send({"type": "http.response.start", "status": 204, "headers": []})
    await send({"type": "http.response.body", "body": b""})


application = ProtocolTypeRouter({"http": publish, "websocket": Screen.as_asgi()})
