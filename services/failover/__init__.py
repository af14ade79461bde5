"""Failover: several providers of one kind look like one service, and one that fails is replaced."""

from services.failover.group import ServiceGroup
from services.failover.llm_group import LLMGroup
from services.failover.member import Member
from services.failover.news import Failed, News, Switched, Tell
from services.failover.stt_group import STTGroup
from services.failover.tts_group import TTSGroup

__all__ = ["Failed", "LLMGroup", "Member", "News", "STTGroup", "ServiceGroup", "Switched", "TTSGroup", "Tell"]
