"""Fusion with the small marks drawn anew: check boxes, radio buttons and arrows from the tokens."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QProxyStyle, QStyle, QStyleHintReturn, QStyleOption, QWidget

from talented_desk.compat import override
from ui.theme.theme import Theme

_ARROWS = {
    QStyle.PrimitiveElement.PE_IndicatorArrowDown: ((0.25, 0.4), (0.5, 0.64), (0.75, 0.4)),
    QStyle.PrimitiveElement.PE_IndicatorArrowUp: ((0.25, 0.6), (0.5, 0.36), (0.75, 0.6)),
    QStyle.PrimitiveElement.PE_IndicatorArrowRight: ((0.4, 0.25), (0.64, 0.5), (0.4, 0.75)),
    QStyle.PrimitiveElement.PE_IndicatorArrowLeft: ((0.6, 0.25), (0.36, 0.5), (0.6, 0.75)),
    QStyle.PrimitiveElement.PE_IndicatorHeaderArrow: ((0.25, 0.4), (0.5, 0.64), (0.75, 0.4)),
}


class DeskStyle(QProxyStyle):
    """Drawn by Fusion, but for the marks that a style sheet can only take from picture files."""

    def __init__(self, theme: Theme) -> None:
        super().__init__("Fusion")
        self._theme = theme

    @override
    def drawPrimitive(
        self,
        element: QStyle.PrimitiveElement,
        option: QStyleOption,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        if element in _ARROWS:
            self._arrow(element, option, painter)
        elif element == QStyle.PrimitiveElement.PE_IndicatorCheckBox:
            self._mark(option, painter, round_mark=False)
        elif element == QStyle.PrimitiveElement.PE_IndicatorRadioButton:
            self._mark(option, painter, round_mark=True)
        elif element != QStyle.PrimitiveElement.PE_FrameFocusRect:  # focus is shown by the style sheet's ring
            super().drawPrimitive(element, option, painter, widget)

    @override
    def styleHint(
        self,
        hint: QStyle.StyleHint,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
        returnData: QStyleHintReturn | None = None,  # noqa: N803 - Qt's own name
    ) -> int:
        if hint == QStyle.StyleHint.SH_ToolTip_WakeUpDelay:
            return 450
        if hint == QStyle.StyleHint.SH_Widget_Animate:
            return 0
        return super().styleHint(hint, option, widget, returnData)

    @override
    def pixelMetric(
        self, metric: QStyle.PixelMetric, option: QStyleOption | None = None, widget: QWidget | None = None
    ) -> int:
        if metric in (QStyle.PixelMetric.PM_SmallIconSize, QStyle.PixelMetric.PM_LineEditIconSize):
            return self._theme.px(16)
        if metric in (QStyle.PixelMetric.PM_IndicatorWidth, QStyle.PixelMetric.PM_IndicatorHeight):
            return self._theme.px(16)  # in lists too, where the style sheet draws them but leaves them no room
        return super().pixelMetric(metric, option, widget)

    def _arrow(self, element: QStyle.PrimitiveElement, option: QStyleOption, painter: QPainter) -> None:
        rect = QRectF(option.rect)
        side = min(rect.width(), rect.height(), float(self._theme.px(12)))
        corner = rect.center() - QPointF(side / 2, side / 2)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.colour("muted"), self._theme.px(1.5), c=Qt.PenCapStyle.RoundCap))
        points = _ARROWS[element]
        if element == QStyle.PrimitiveElement.PE_IndicatorHeaderArrow and _points_up(option):
            points = _ARROWS[QStyle.PrimitiveElement.PE_IndicatorArrowUp]
        painter.drawPolyline(QPolygonF([corner + QPointF(x * side, y * side) for x, y in points]))
        painter.restore()

    def _mark(self, option: QStyleOption, painter: QPainter, *, round_mark: bool) -> None:
        state: QStyle.StateFlag = option.state
        on = bool(state & (QStyle.StateFlag.State_On | QStyle.StateFlag.State_NoChange))
        enabled = bool(state & QStyle.StateFlag.State_Enabled)
        rect = QRectF(option.rect).adjusted(0.75, 0.75, -0.75, -0.75)
        over = enabled and bool(state & QStyle.StateFlag.State_MouseOver)
        down = enabled and bool(state & QStyle.StateFlag.State_Sunken)
        fill = self._theme.colour("accent" if on and enabled else "surface_hover" if down else "raised")
        edge = QPen(self._theme.colour("accent" if on and enabled else "control" if enabled else "line"), 1.5)
        if over and not on:
            edge.setColor(self._theme.colour("hover_edge"))
        if not enabled and self._theme.tokens.high_contrast:
            edge.setStyle(Qt.PenStyle.DashLine)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(edge)
        painter.setBrush(fill)
        if round_mark:
            painter.drawEllipse(rect)
        else:
            painter.drawRoundedRect(rect, self._theme.px(3), self._theme.px(3))
        if on:
            self._fill_mark(rect, painter, state, round_mark=round_mark, enabled=enabled)
        painter.restore()

    def _fill_mark(
        self, rect: QRectF, painter: QPainter, state: QStyle.StateFlag, *, round_mark: bool, enabled: bool
    ) -> None:
        colour: QColor = self._theme.colour("on_accent" if enabled else "muted")
        if round_mark:
            inset = rect.width() * 0.3
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            painter.drawEllipse(rect.adjusted(inset, inset, -inset, -inset))
            return
        whole = ((0.22, 0.52), (0.42, 0.72), (0.78, 0.3))
        partial = ((0.25, 0.5), (0.75, 0.5))
        points = partial if state & QStyle.StateFlag.State_NoChange else whole
        width, height = rect.width(), rect.height()
        pen = QPen(colour, self._theme.px(1.8), c=Qt.PenCapStyle.RoundCap, j=Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF([rect.topLeft() + QPointF(x * width, y * height) for x, y in points]))


def _points_up(option: QStyleOption) -> bool:
    return "SortUp" in str(getattr(option, "sortIndicator", ""))
